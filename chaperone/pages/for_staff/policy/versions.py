"""The versions of the policy: which holds, which held, which is to come, what each changed and who approved it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chaperone.governance.queries.versions import (
    Version,
    every_version,
    open_draft,
    our_pack,
    planned_under_older,
)
from chaperone.pages.access import may
from chaperone.pages.standing import standing_of
from chaperone.policy.clauses import carries_out
from chaperone.policy.versions import clauses_that_differ, differences_of, next_version


@carries_out("R3")
def everything(request: HttpRequest) -> HttpResponse:
    """List every version, the newest first, with the one that holds today and the draft of the next, if there is one."""
    now = timezone.now()
    current = our_pack(now)
    standing = standing_of(request, {})
    context = {
        "versions": [_row(one, current.version) for one in every_version()],
        "current": current,
        "draft": open_draft(),
        "may_write": may("begin-draft", standing),
        "may_see_draft": may("draft", standing),
        "may_see_agreements": may("campaigns", standing),
    }
    return render(request, "for_staff/policy/versions.html", context)


def _row(one: Version, current: int) -> dict[str, Any]:
    if one.pack.version == current:
        state = ("In force", "good")
    else:
        state = ("To come", "wait") if one.pack.version > current else ("Held before", "plain")
    return {"version": one, "state": state[0], "tone": state[1]}


@carries_out("R3", "A1")
def one(request: HttpRequest, version: int) -> HttpResponse:
    """Show one version: what it changed against the one before, why, who advised and approved, and what it leaves as it was."""
    found = every_version()
    here = next((one for one in found if one.pack.version == version), None)
    if here is None:
        raise Http404
    before = next((older for newer, older in pairwise(found) if newer is here), None)
    draft = here.row.draft if here.row else None
    content = here.row.text_hash if here.row else ""
    context = {
        **_row(here, our_pack(timezone.now()).version),
        "before": before,
        "differences": differences_of(before.pack, here.pack) if before else (),
        "clauses": clauses_that_differ(before.pack, here.pack) if before else (),
        "draft": draft,
        "advice": list(draft.advice.filter(text_hash=content).select_related("by")) if draft else [],
        "approvals": list(draft.approvals.filter(text_hash=content).select_related("by")) if draft else [],
        "older_sessions": planned_under_older(version, here.from_on) if here.from_on else [],
    }
    return render(request, "for_staff/policy/version.html", context)


def as_file(_request: HttpRequest, version: int) -> HttpResponse:
    """Hand over a version as the YAML file that ``chaperone packs`` and the import read."""
    found = next((one for one in every_version() if one.pack.version == version), None)
    if found is None:
        raise Http404
    text = found.row.text if found.row else next_version(found.pack, version, {}).text
    return yaml_file(text, f"{found.pack.id}-{version}.yaml")


def yaml_file(text: str, name: str) -> HttpResponse:
    """Answer with a YAML file to save."""
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
