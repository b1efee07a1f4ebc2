"""Stands before every page: asks the access table, and answers "not there" to whoever may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from chaperone.pages.access import TABLE, Who, may, way_in
from chaperone.pages.devices import permissions_policy
from chaperone.pages.half_way import is_fresh_here, owed_here
from chaperone.pages.public.going_on import with_next
from chaperone.pages.public.second_step import ask_again
from chaperone.pages.standing import standing_of
from chaperone.people.sign_in_rules import Owed
from chaperone.policy.clauses import carries_out


class Gate:
    """Middleware, last in the row: every page Django found passes here before its view is called."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; what is not for everybody is kept by no browser and by nothing between.

        No page may use a camera, a microphone or a screen but those that ``devices.py`` names.
        """
        response = self.get_response(request)
        route = (request.resolver_match and request.resolver_match.url_name) or ""
        response.headers.setdefault("Permissions-Policy", permissions_policy(route))
        row = TABLE.get(route)
        if row is None or Who.ANYONE not in row.who:
            add_never_cache_headers(response)
        return response

    @carries_out("U2", "A3")
    def process_view(
        self,
        request: HttpRequest,
        _view: Callable[..., HttpResponseBase],
        _positional: tuple[Any, ...],
        subject: dict[str, Any],
    ) -> HttpResponse | None:
        """Let the request pass (``None``), or answer it here.

        Forbidden and not there are the same answer, 404. A stranger who asks for any adults' page is shown where to sign
        in, and one who asks for a seat's page where to type a code, whatever there is behind it: that tells nothing either.
        Who opened their link and owes a second step is shown that first; a page that needs it fresh asks for it again.
        """
        route = request.resolver_match.url_name if request.resolver_match else None
        if not may(route, standing_of(request, subject)):
            door = way_in(route)
            if door == "sign-in" and not request.user.is_authenticated:
                if owed_here(request) is not Owed.NOTHING:
                    return redirect(with_next("second-step", request.get_full_path()))
                return redirect_to_login(request.get_full_path())
            if door == "join":
                return redirect("join")
            raise Http404
        allowed = TABLE[route or ""].methods
        if request.method not in allowed and not (request.method == "HEAD" and "GET" in allowed):
            return HttpResponseNotAllowed(allowed)
        if not is_fresh_here(request, TABLE[route or ""].fresh_minutes):
            return ask_again(request)
        return None
