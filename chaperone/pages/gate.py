"""Stands before every page: asks the access table, and answers "not there" to whoever may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

from chaperone.pages.access import TABLE, may, sign_in_would_help
from chaperone.pages.standing import standing_of
from chaperone.policy.clauses import carries_out


class Gate:
    """Middleware, last in the row: every page Django found passes here before its view is called."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    @carries_out("U2")
    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        positional: tuple[Any, ...],
        subject: dict[str, Any],
    ) -> HttpResponse | None:
        """Let the request pass (``None``), or answer it here.

        Forbidden and not there are the same answer, 404. Somebody not signed in who asks for any adults' page is shown the way
        to sign in before anything is looked up, so that this answer tells nothing either.
        """
        route = request.resolver_match.url_name if request.resolver_match else None
        if not may(route, standing_of(request, subject)):
            if sign_in_would_help(route) and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise Http404
        allowed = TABLE[route or ""].methods
        if request.method not in allowed and not (request.method == "HEAD" and "GET" in allowed):
            return HttpResponseNotAllowed(allowed)
        return None
