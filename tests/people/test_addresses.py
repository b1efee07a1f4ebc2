"""Addresses tell people from desks, schools from providers, and staff from pupils."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.people.addresses import (
    fold_domain,
    is_domain,
    is_personal_mail,
    is_shared_by_many_schools,
    is_shared_mailbox,
    split_address,
)
from chaperone.people.rules import may_be_person, may_be_school_domain, may_teach_at
from chaperone.policy.refusal import Refused

DOMAIN = "stmarys.anyshire.sch.uk"
WORDS = st.text(string.ascii_lowercase, min_size=1, max_size=12)
LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)
DOMAINS = st.lists(LABELS, min_size=2, max_size=5).map(".".join)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "teacher",
        "@stmarys.sch.uk",
        "a@b",
        "a@@b.example",
        "a@b.example@c.example",
        "a b@c.example",
        "A Teacher <a@c.example>",
        "a@c.example,b@c.example",
        "a@c.example\nBcc: x@y.example",
        "a@-c.example",
        "a@c..example",
        ".a@c.example",
        "a..b@c.example",
        "tеacher@c.example",  # a Cyrillic letter
        "a" * 65 + "@c.example",
        "a@" + "c" * 250 + ".example",
    ],
)
def test_what_is_no_address_is_refused(email: str) -> None:
    assert split_address(email) is None
    assert isinstance(may_be_person(email), Refused)
    assert isinstance(may_teach_at(email, DOMAIN), Refused)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_is_not(text: str) -> None:
    parts = split_address(text)
    if parts is not None:
        assert f"{parts.local}@{parts.domain}" == text.strip().lower()
        assert not any(character.isspace() or ord(character) < 32 for character in parts.local + parts.domain)


@pytest.mark.parametrize(
    "local",
    [
        "info",
        "Office",
        "admin",
        "school.office",
        "office2",
        "main-office",
        "admin.stmarys",
        "stmarys-admin",
        "office+chaperone",
        "no-reply",
        "do_not_reply",
        "HeadTeacher",
        "head.teacher",
        "dsl",
        "safeguarding.team",
    ],
)
@pytest.mark.proves("S7")
def test_a_shared_mailbox_is_nobody(local: str) -> None:
    answer = may_be_person(f"{local}@{DOMAIN}")
    assert isinstance(answer, Refused)
    assert answer.clause == "S7"


@pytest.mark.parametrize(
    "local", ["j.head", "post.marie", "a.office-jones", "infante", "adminah", "stmarys", "b.hall"]
)
def test_a_persons_name_is_not_a_shared_mailbox(local: str) -> None:
    address = split_address(f"{local}@{DOMAIN}")
    assert address is not None
    assert not is_shared_mailbox(address)


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.co.uk",
        "live.co.uk",
        "icloud.com",
        "me.com",
        "yahoo.fr",
        "proton.me",
        "aol.com",
        "btinternet.com",
        "mail.sky.com",
        "yahoo.com.au",
        "gmx.de",
    ],
)
@pytest.mark.proves("S8")
def test_a_personal_provider_is_no_school(domain: str) -> None:
    assert is_personal_mail(domain)
    for answer in (may_teach_at(f"j.smith@{domain}", domain), may_be_school_domain(domain)):
        assert isinstance(answer, Refused)
        assert answer.clause == "S8"


@pytest.mark.parametrize(
    "domain", [DOMAIN, "live.stmarys.org.uk", "outlook.stmarys.anyshire.sch.uk", "methodist.example"]
)
def test_a_schools_domain_is_no_provider(domain: str) -> None:
    assert not is_personal_mail(domain)


@pytest.mark.parametrize("domain", ["sch.uk", "anyshire.sch.uk", "co.uk", "org", "academy"])
def test_an_ending_that_many_schools_share_is_no_schools_own(domain: str) -> None:
    assert is_shared_by_many_schools(domain)
    assert isinstance(may_be_school_domain(domain), Refused)


@pytest.mark.parametrize(
    "typed", ["stmarys.anyshire.sch.uk", "@StMarys.Anyshire.sch.uk", " www.stmarys.anyshire.sch.uk. "]
)
def test_a_domain_is_taken_however_it_is_typed(typed: str) -> None:
    assert fold_domain(typed) == DOMAIN
    assert may_be_school_domain(typed)


@pytest.mark.proves("S8", "M2")
def test_a_teachers_address_is_at_the_school_or_below_it() -> None:
    assert may_teach_at(f"b.teacher@{DOMAIN}", DOMAIN)
    assert may_teach_at(f"B.Teacher@STAFF.{DOMAIN}", f"@{DOMAIN}")
    for elsewhere in (f"b.teacher@not{DOMAIN}", f"b.teacher@{DOMAIN}.example", "b.teacher@anyshire.sch.uk"):
        answer = may_teach_at(elsewhere, DOMAIN)
        assert isinstance(answer, Refused)
        assert answer.clause == "S8"


def test_a_school_without_a_domain_has_no_teachers_yet() -> None:
    assert isinstance(may_teach_at(f"b.teacher@{DOMAIN}", ""), Refused)


@pytest.mark.parametrize(
    "email", [f"j.s@students.{DOMAIN}", f"j.s@pupil.{DOMAIN}", f"pupil7@{DOMAIN}", f"j@stu-mail.{DOMAIN}"]
)
@pytest.mark.proves("S8", "M2")
def test_an_address_that_may_be_a_pupils_is_no_teachers(email: str) -> None:
    assert isinstance(may_teach_at(email, DOMAIN), Refused)


@given(local=WORDS, domain=DOMAINS, school=DOMAINS)
@pytest.mark.proves("S8")
def test_whoever_may_teach_has_an_address_under_the_schools_domain(
    local: str, domain: str, school: str
) -> None:
    for address in (f"{local}@{domain}", f"{local}@{school}", f"{local}@{domain}.{school}"):
        if may_teach_at(address, school):
            assert (address.split("@")[1] + ".").endswith(school + ".")
            assert may_be_person(address)


@given(DOMAINS)
def test_a_domain_that_may_be_a_schools_is_a_domain_of_its_own(domain: str) -> None:
    if may_be_school_domain(domain):
        assert is_domain(domain)
        assert not is_personal_mail(domain)
        assert not is_shared_by_many_schools(domain)
