"""Draws the staff picker: every name is shown, and whoever cannot be chosen is greyed with the reason beside it."""

from __future__ import annotations

from typing import Any

from django import template

from chaperone.pages.answers import as_shown
from chaperone.pages.for_staff.planning_forms import StaffForm
from chaperone.policy.clauses import carries_out

register = template.Library()


@register.inclusion_tag("for_staff/_staff_group.html")
@carries_out("U6", "S7")
def staff_group(form: StaffForm, name: str) -> dict[str, Any]:
    """Draw one list of the picker: ``facilitators`` or ``speakers``."""
    field = form[name]
    chosen = {str(value) for value in field.value() or ()}
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
                "why_not": as_shown(verdict),
            }
        )
    return {"field": field, "people": people}
