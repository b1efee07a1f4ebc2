"""Where somebody goes on to after a step of their sign-in: the page they came for, their link's session, or their first page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from chaperone.pages.access import Who
from chaperone.pages.standing import standing_of

WANTED_PAGE = "wanted_page"
LINK_SESSION = "link_session"


def remember_wanted_page(request: HttpRequest) -> None:
    """Keep which page they came for, if it is one of ours."""
    wanted = request.GET.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        request.session[WANTED_PAGE] = wanted


def first_page(request: HttpRequest) -> str:
    """Return where to go after signing in: the link's session, the page they came for, or their own front page."""
    session_ref = str(request.session.get(LINK_SESSION, ""))
    wanted = str(request.session.get(WANTED_PAGE, ""))
    if session_ref:
        standing = standing_of(request, {"session_ref": session_ref})
        if Who.TEACHER_OF_SESSION in standing:
            return f"/teaching/{session_ref}"
        if Who.STAFF_OF_SESSION in standing:
            return f"/sessions/{session_ref}"
    if wanted:
        return wanted
    standing = standing_of(request, {})
    return "/home" if Who.STAFF in standing else "/teaching" if Who.TEACHER in standing else "/"


def wanted_after(request: HttpRequest) -> str:
    """Return where they were going, as ``?next=`` says it, if that is a page of ours."""
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours and wanted.startswith("/") else ""


def with_next(route: str, wanted: str) -> str:
    """Return a page's address that says where to go afterwards."""
    return f"{reverse(route)}?{urlencode({'next': wanted})}" if wanted else reverse(route)
