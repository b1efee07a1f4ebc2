"""Hands out the product's own scripts, styles and fonts in one piece, so that the server never has to turn a file into a stream."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # WhiteNoise comes without types
    """WhiteNoise for an asynchronous server.

    A file answer of WhiteNoise's own is read piece by piece and without waiting, which Django's asynchronous side can only do by
    reading all of it first, with a warning in the log. The files are small (the largest is a font), so it is read here at once.
    """

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """Return a static file, or the part or the "not modified" that the browser asked for."""
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file is not None:
            with found.file:
                content = found.file.read()
        answer = HttpResponse(content, status=int(found.status))
        del answer["Content-Type"]  # the file's own headers name it
        for name, value in found.headers:
            answer[name] = value
        return answer
