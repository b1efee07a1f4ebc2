"""Draws the staff picker: every name is shown, and whoever cannot be chosen is greyed with the reason beside it."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import QueryDict

from chaperone.pages.answers import as_shown
from chaperone.pages.for_staff.planning_forms import StaffForm
from chaperone.policy.clauses import carries_out

register = template.Library()


def _wished_for(form: StaffForm, name: str) -> set[str]:
    """Return who was ticked before a day or time greyed them: at the next one they may be free again, and are ticked again."""
    return set(form.data.getlist(f"wished_{name}")) if isinstance(form.data, QueryDict) else set()


@register.inclusion_tag("for_staff/_staff_group.html")
@carries_out("U6", "S7")
def staff_group(form: StaffForm, name: str) -> dict[str, Any]:
    """Draw one list of the picker: ``facilitators`` or ``speakers``."""
    field = form[name]
    chosen = {str(value) for value in field.value() or ()} | _wished_for(form, name)
    people = []
    for choice in form.staff:
        verdict = choice.as_facilitator if name == "facilitators" else choice.as_speaker
        value = str(choice.person.pk)
        people.append(
            {
                "value": value,
                "id": f"{field.auto_id}_{value}",
                "name": choice.person.full_name,
                "chosen": value in chosen and bool(verdict),
                "wished": value in chosen and not verdict,
                "why_not": as_shown(verdict),
            }
        )
    return {"field": field, "people": people}
