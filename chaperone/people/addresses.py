"""What an e-mail address tells about who reads it: a person or a shared mailbox, a school's domain or anybody's."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
ADDRESS_LENGTH_LIMIT: Final = 254


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Providers that give anybody a mailbox, known by their name under any country's ending (hotmail.co.uk, yahoo.fr).
_PERSONAL_NAMES: Final = _words("""
    gmail googlemail outlook hotmail live msn icloud yahoo ymail rocketmail aol gmx protonmail yandex fastmail
    tutanota zohomail mailfence hushmail rediffmail
""")
# Providers whose names are also ordinary words: here only the exact domain counts.
_PERSONAL_DOMAINS: Final = _words("""
    me.com mac.com proton.me pm.me mail.com email.com mail.ru web.de hey.com duck.com tuta.io tuta.com inbox.com
    btinternet.com btopenworld.com btconnect.com sky.com talktalk.net virginmedia.com virgin.net ntlworld.com
    blueyonder.co.uk tiscali.co.uk o2.co.uk plusnet.com freeserve.co.uk wanadoo.co.uk qq.com 163.com 126.com
    t-online.de orange.fr free.fr libero.it wp.pl o2.pl onet.pl interia.pl
""")
_SHARED_WORDS: Final = _words("""
    info information office admin administration administrator enquiries enquiry inquiries contact contactus hello
    reception receptionist head heads headteacher principal secretary finance hr staff team support help helpdesk
    mail post noreply reply donotreply postmaster webmaster hostmaster abuse root it ict safeguarding dsl dsls
    school schools main general teachers teaching attendance absence exams library senco pastoral governors clerk
    bursar accounts payments jobs recruitment careers events bookings marketing press media volunteers trustees
    all everyone
""")
# A mailbox under such a part of a school's domain, or so named, may be a child's.
_PUPIL_WORDS: Final = _words("""
    pupil pupils student students stu stud learner learners child children alumni leavers kids
""")
_PUBLIC_SUFFIXES: Final = _words("""
    uk co.uk org.uk ac.uk gov.uk sch.uk ltd.uk plc.uk me.uk net.uk nhs.uk police.uk com org net edu eu ie sch.je
    sch.gg sch.im co.im je gg im academy school education wales cymru scot london
""")
_SECOND_LEVELS: Final = _words("co com org net")


class Address(NamedTuple):
    """An e-mail address in two parts, both lower-case: ``local`` before the @, ``domain`` after it."""

    local: str
    domain: str


def fold_domain(domain: str) -> str:
    """Return a domain as we compare it: no blanks, lower-case, no leading ``@`` or ``www.``, no final dot."""
    return domain.strip().lower().removeprefix("@").removeprefix("www.").rstrip(".")


def is_domain(domain: str) -> bool:
    """Say whether ``domain`` (folded) could be one: at least two labels of plain letters, digits and hyphens."""
    labels = domain.split(".")
    return len(domain) <= 120 and len(labels) >= 2 and all(_LABEL.fullmatch(label) for label in labels)


def split_address(email: str) -> Address | None:
    """Return the two parts of an address, or None when it isn't one (names, lists and odd characters included)."""
    text = email.strip().lower()
    local, at, domain = text.partition("@")
    if not at or len(text) > ADDRESS_LENGTH_LIMIT or len(local) > 64:
        return None
    if not _LOCAL.fullmatch(local) or not is_domain(domain):
        return None
    return Address(local, domain)


def _words_of(text: str) -> list[str]:
    return [word for word in re.split(r"[^a-z]+", text) if word]


def is_personal_mail(domain: str) -> bool:
    """Say whether ``domain`` (folded) belongs to a provider where anybody can open a mailbox."""
    if domain in _PERSONAL_DOMAINS or any(domain.endswith("." + known) for known in _PERSONAL_DOMAINS):
        return True
    # hotmail.com and hotmail.co.uk, but not live.somewhere.sch.uk
    labels = domain.split(".")
    country_ending = len(labels) == 3 and labels[1] in _SECOND_LEVELS
    return labels[0] in _PERSONAL_NAMES and (len(labels) == 2 or country_ending)


def is_shared_mailbox(address: Address) -> bool:
    """Say whether the address names a desk and not a person: ``office@``, ``school.office2@``, ``admin-stmarys@``.

    A name beside the word makes it a person's again: ``j.head@`` and ``post.marie@`` are people.
    """
    words = _words_of(address.local.partition("+")[0])
    if "".join(words) in _SHARED_WORDS:
        return True
    own_words = set(_words_of(address.domain))
    shared = [word for word in words if word in _SHARED_WORDS]
    return bool(shared) and all(word in _SHARED_WORDS or word in own_words for word in words)


def may_be_a_pupils(address: Address, school_domain: str) -> bool:
    """Say whether the address looks like one that a school gives to pupils (``…@students.…``, ``pupil7@…``)."""
    below_school = address.domain.removesuffix(school_domain)
    return not _PUPIL_WORDS.isdisjoint(_words_of(below_school) + _words_of(address.local))


def is_shared_by_many_schools(domain: str) -> bool:
    """Say whether more than one organisation lives under ``domain``.

    True for public endings, and for a council's ending: in the United Kingdom a school's own domain is
    ``<school>.<council>.sch.uk``, so ``<council>.sch.uk`` would let in every teacher of the county.
    """
    labels = domain.split(".")
    return domain in _PUBLIC_SUFFIXES or (domain.endswith(".sch.uk") and len(labels) < 4)


def is_at(domain: str, school_domain: str) -> bool:
    """Say whether an address at ``domain`` is at the school's own one or below it; both folded."""
    return domain == school_domain or domain.endswith("." + school_domain)
