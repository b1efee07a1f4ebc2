"""Staff and their roles: the list, a new colleague, roles given and ended, somebody who leaves."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chaperone.pages.access import may
from chaperone.pages.answers import answer_on_next_page, as_shown, refuse_on_form, refuse_on_next_page
from chaperone.pages.for_staff.forms import AddPersonForm, GiveRoleForm, RoleForm
from chaperone.pages.standing import standing_of
from chaperone.pages.visitor import adult, sent
from chaperone.people import actions as people_do
from chaperone.people import queries as people
from chaperone.people.actions.second_steps import let_set_up_anew
from chaperone.people.models import Person
from chaperone.people.periods import in_words, warning_due
from chaperone.people.roles import Role
from chaperone.people.sign_in_queries import has_step
from chaperone.people.standing_in import uncovered_roles, who_stands_in
from chaperone.policy.in_force import pack_today
from chaperone.policy.refusal import Refused
from chaperone.safer_recruitment.queries import clearance_of, clearances
from chaperone.safer_recruitment.status import SERVE
from chaperone.training.queries import NOTHING, is_anything_missing, lacks_of, our_pack, training_of


def everybody(request: HttpRequest) -> HttpResponse:
    """List colleagues with today's roles and whether they agreed to the staff policy in force."""
    now = timezone.now()
    seen = list(people.people_seen_by(adult(request), now).filter(is_active=True))
    roles = people.roles_by_person(seen, now.date())
    agreed = people.who_has_agreed(seen, "staff-policy")
    cleared = clearances(seen, now.date())
    passed, pack = training_of(seen), our_pack()
    rows = [
        {
            "person": person,
            "roles": sorted(role.in_words for role in roles.get(person.pk, frozenset())),
            "agreed": person.pk in agreed,
            "serves": bool(roles.get(person.pk, frozenset()) & SERVE),
            "cleared": as_shown(cleared[person.pk]),
            "untrained": is_anything_missing(
                passed.get(person.pk, NOTHING), roles.get(person.pk, frozenset()), pack, now
            ),
        }
        for person in seen
        if roles.get(person.pk, frozenset()) != {Role.TEACHER}
    ]
    context = {
        "rows": rows,
        "may_add": may("add-person", standing_of(request, {})),
        "stand_ins": who_stands_in(now.date()),
        "uncovered": [one.sentence for one in uncovered_roles(now.date())],
    }
    return render(request, "for_staff/people.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """Make a colleague known, with a first role if one is chosen."""
    form = AddPersonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        said, now, by = form.cleaned_data, timezone.now(), adult(request)
        added = people_do.add_person(
            said["email"], said["full_name"], by, now, said["first_name"], said["somebody_else"]
        )
        if isinstance(added, Refused):
            refuse_on_form(form, added)
        else:
            if said["role"]:
                granted = people_do.grant_role(added, Role(said["role"]), by, now)
                if isinstance(granted, Refused):
                    refuse_on_next_page(request, granted)
            messages.success(request, f"{added.full_name} is known to us now.")
            return redirect("person", person_id=added.pk)
    return render(request, "for_staff/add_person.html", {"form": form})


def _seen(request: HttpRequest, person_id: int) -> Person:
    person = people.person_seen_by(adult(request), person_id, timezone.now())
    if person is None:
        raise Http404
    return person


def one(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show one person: roles now and before, and what they agreed to."""
    person, now = _seen(request, person_id), timezone.now()
    standing, warns = standing_of(request, {}), pack_today().parameters.warning_days
    held = [
        {
            "words": Role(row.role).in_words,
            "role": row.role,
            "from_on": row.from_on,
            "last_on": row.until_on - timedelta(days=1) if row.until_on else None,
            "runs_out": bool(
                row.until_on and warning_due((row.until_on - now.date()).days - 1, warns) is not None
            ),
            "is_over": row.until_on is not None and row.until_on <= now.date(),
        }
        for row in people.roles_held_by(person)
        if row.until_on is None or row.until_on > row.from_on
    ]
    context = {
        "person": person,
        "held": held,
        "agreement": people.agreement_of(person, "staff-policy"),
        "training_lacks": [as_shown(lack) for lack in lacks_of(person, now)],
        "policy_standing": as_shown(people.agreement_standing(person, "staff-policy")),
        "may_give_role": may("person-give-role", standing) and person.is_active,
        "may_revoke_links": may("person-revoke-links", standing) and person.is_active,
        "serves": bool(people.roles_of(person, now.date()) & SERVE),
        "cleared": as_shown(clearance_of(person, now.date())),
        "may_see_checks": may("person-checks", standing),
        "may_let_back_in": may("person-let-back-in", standing) and not person.is_active,
        "may_set_up_anew": may("person-second-step", standing)
        and has_step(person)
        and person != request.user,
        "may_let_go": may("person-leave", standing) and person.is_active and person != request.user,
        "form": GiveRoleForm(),
    }
    return render(request, "for_staff/person.html", context)


def give_role(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give somebody a role, from today on or for a time."""
    person, form = _seen(request, person_id), GiveRoleForm(request.POST)
    if form.is_valid():
        said, by, now = form.cleaned_data, adult(request), timezone.now()
        role, last_on = Role(said["role"]), said["last_on"]
        until_on = last_on + timedelta(days=1) if last_on else None
        granted = people_do.grant_role(person, role, by, now, said["from_on"], until_on)
        begins = in_words(said["from_on"]) if said["from_on"] else "today"
        until = f" until {in_words(last_on)}" if last_on else ""
        answer_on_next_page(request, granted, f"{person.full_name} is {role.in_words} from {begins}{until}.")
    else:
        messages.warning(request, "That is no role and no time. Choose them again.")
    return redirect("person", person_id=person.pk)


def end_role(request: HttpRequest, person_id: int) -> HttpResponse:
    """End a role today."""
    person, form = _seen(request, person_id), RoleForm(request.POST)
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        ended = people_do.end_role(person, role, adult(request), timezone.now())
        answer_on_next_page(request, ended, f"{person.full_name} is no longer {role.in_words}.")
    return redirect("person", person_id=person.pk)


def revoke_links(request: HttpRequest, person_id: int) -> HttpResponse:
    """Kill somebody's links, after a question, as when their telephone is lost; they ask for a new one at the sign-in.

    A teacher is no colleague and stands in no list of people, but their telephone can be lost as well.
    """
    person = people.person_by_id(person_id)
    if person is None or not person.is_active:
        raise Http404
    if request.method == "POST":
        done = people_do.revoke_links(person, adult(request), timezone.now())
        answer_on_next_page(request, done, f"The links of {person.full_name} no longer work.")
        return redirect(_page_of(person))
    return render(request, "for_staff/revoke_links.html", {"person": person, "back": _page_of(person)})


def second_step_anew(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let somebody who lost their second steps begin anew, after a question."""
    person = _seen(request, person_id)
    if request.method == "POST":
        done = let_set_up_anew(person, adult(request), timezone.now())
        told = f"{person.full_name} is signed out, and sets up a new second step at the next sign-in."
        answer_on_next_page(request, done, told)
        return redirect("person", person_id=person.pk)
    return render(request, "for_staff/second_step_anew.html", {"person": person})


def _page_of(person: Person) -> str:
    teaching = people.teaching_of(person)
    if teaching is not None:
        return reverse("school", args=[teaching.school_id])
    return reverse("person", args=[person.pk])
