"""Draws the one button that acts on something: a link to a page, or a form where the page only takes a POST."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from chaperone.pages.access import TABLE, WRITE
from chaperone.sessions.readiness import Action

register = template.Library()


@register.inclusion_tag("for_staff/_act.html", takes_context=True)
def act(context: template.Context, action: Action, kind: str = "secondary") -> dict[str, Any]:
    """Draw the button of a readiness condition; ``kind`` is the button's look."""
    return {
        "href": reverse(action.route, kwargs=dict(action.subject)),
        "label": action.label,
        "kind": kind,
        "posts": TABLE[action.route].methods == WRITE,
        "csrf_token": context.get("csrf_token"),
    }
