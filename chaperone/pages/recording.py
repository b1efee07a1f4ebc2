"""Watching a recording: its page, its bytes a little at a time, and what the player says was watched."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from typing import Any, Final

import structlog
from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from chaperone.pages.answers import as_shown
from chaperone.pages.byte_range import OutOfRange, part_asked_for
from chaperone.pages.visitor import adult
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import Refused
from chaperone.recordings import actions as recordings_do
from chaperone.recordings.age import CannotUnseal, SealedFile
from chaperone.recordings.models import Recording, Viewing
from chaperone.recordings.queries import open_recording, open_viewing_of
from chaperone.records.actions import open_playback
from chaperone.records.queries import may_watch_recording

log = structlog.get_logger()

PIECE_BYTES: Final = 1024 * 1024
"""The most that one answer holds: sixteen chunks of the sealed file, and all that is ever clear in our memory."""
SPANS_A_REPORT: Final = 500


@carries_out("M13", "S13")
def page(request: HttpRequest, session_ref: str, area: str) -> HttpResponse:
    """Show a recording with the chat beside it, or say why there is none; opening it is on record.

    Args:
        area: ``session`` for staff's addresses, ``teaching`` for teachers'.
    """
    visitor = adult(request)
    opened = open_playback(visitor, session_ref, timezone.now())
    if opened is None:
        raise Http404
    playback, viewing = opened
    here = f"{area}-dossier-recording"
    context: dict[str, Any] = {
        "playback": playback,
        "dossier": playback.dossier,
        "refused": as_shown(playback.verdict),
        "viewer": visitor.full_name,
        "now": timezone.now(),
        "area": area,
        "dossier_url": reverse(f"{area}-dossier", args=[session_ref]),
    }
    if viewing is not None:
        file = reverse(f"{here}-file", args=[session_ref])
        context["file_url"] = f"{file}?viewing={viewing.ref}"
        context["watched_url"] = reverse(f"{here}-watched", args=[session_ref])
        context["viewing"] = viewing.ref
    return render(request, "for_staff/recording.html", context)


def _plainly(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


@carries_out("M13", "S13")
def file(request: HttpRequest, session_ref: str) -> HttpResponseBase:
    """Hand out the part of a recording that a player asks for, opened as it goes, and write down that we did.

    Whether they may is asked for every part anew: who loses the right while watching sees no more.
    """
    now = timezone.now()
    viewing = _own_viewing(request, session_ref, request.GET.get("viewing", ""))
    if isinstance(viewing, HttpResponse):
        return viewing
    try:
        sealed = open_recording(viewing.recording)
    except CannotUnseal as fault:
        log.error("recordings.not_opened", session=session_ref, reason=str(fault))
        return _plainly(409, "This recording is not what was sealed. Tell the safeguarding lead.")
    if sealed is None:
        return _plainly(409, "There is no recording to watch.")
    with sealed:
        return _answer(request, viewing, sealed, now)


def _own_viewing(request: HttpRequest, session_ref: str, ref: str) -> Viewing | HttpResponse:
    """Return the visitor's viewing, if they may still watch; else the answer that says why not."""
    visitor, now = adult(request), timezone.now()
    verdict = may_watch_recording(visitor, session_ref, now)
    if verdict is None:
        raise Http404
    if isinstance(verdict, Refused):
        return _plainly(403, verdict.sentence)
    viewing = open_viewing_of(visitor, session_ref, ref, now)
    return viewing or _plainly(409, "Open the page of the recording, and watch it there.")


def _answer(request: HttpRequest, viewing: Viewing, sealed: SealedFile, now: Any) -> HttpResponseBase:
    composed = viewing.recording.composed_at
    tag = f'"{viewing.recording.pk}-{composed.timestamp() if composed else 0:.6f}"'
    asked = request.headers.get("Range", "")
    if request.headers.get("If-Range", tag) != tag:
        asked = ""  # what the browser has is of another file
    try:
        part = part_asked_for(asked, sealed.size, PIECE_BYTES)
    except OutOfRange:
        answer: HttpResponseBase = _plainly(416, "The recording is not as long as that.")
        answer.headers["Content-Range"] = f"bytes */{sealed.size}"
        return _with_headers(answer, tag)
    if request.method == "HEAD":
        answer = HttpResponse(content_type="video/mp4", status=206 if part else 200)
        length = part.stop - part.start if part else sealed.size
    elif part is None:
        answer = StreamingHttpResponse(_whole(viewing), content_type="video/mp4")
        length = sealed.size
    else:
        recordings_do.note_served(viewing, part.start, part.stop, now)
        content = sealed.read_at(part.start, part.stop - part.start)
        answer, length = HttpResponse(content, content_type="video/mp4", status=206), len(content)
    if part is not None:
        answer.headers["Content-Range"] = part.in_words(sealed.size)
    answer.headers["Content-Length"] = str(length)
    return _with_headers(answer, tag)


def _with_headers(answer: HttpResponseBase, tag: str) -> HttpResponseBase:
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["ETag"] = tag
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


async def _whole(viewing: Viewing) -> AsyncIterator[bytes]:
    """Yield a whole recording, a piece at a time, each written down before it goes; for programs that know no ranges."""
    for start in range(0, viewing.recording.size_bytes, PIECE_BYTES):
        yield await sync_to_async(_piece)(viewing, start)


def _piece(viewing: Viewing, start: int) -> bytes:
    """Return one piece; the whole takes minutes, so whether they may is asked each time here, too."""
    recording = Recording.objects.get(pk=viewing.recording_id)
    viewer = Person.objects.get(pk=viewing.viewer_id)
    sealed = open_recording(recording)
    if sealed is None or not may_watch_recording(viewer, recording.session_ref, timezone.now()):
        raise CannotUnseal("The recording is not there any more, or not for them.")
    with sealed:
        stop = min(sealed.size, start + PIECE_BYTES)
        recordings_do.note_served(viewing, start, stop, timezone.now())
        return sealed.read_at(start, stop - start)


@carries_out("M13", "S13")
def watched(request: HttpRequest, session_ref: str) -> HttpResponse:
    """Take what a player says it has played; it says so every 15 seconds, when it pauses and when it is left."""
    now = timezone.now()
    viewing = _own_viewing(request, session_ref, request.POST.get("viewing", ""))
    if isinstance(viewing, HttpResponse):
        return viewing
    spans = _spans(request.POST.get("spans", ""))
    if spans is None:
        return _plainly(400, "What was watched could not be read.")
    recordings_do.note_watched(viewing, spans, now)
    if request.POST.get("over"):
        recordings_do.close_viewing(viewing, now)
    return HttpResponse(status=204)


def _spans(text: str) -> list[tuple[float, float]] | None:
    """Read ``"0-12.5,60-75"`` (seconds); None when it is not that."""
    if not text:
        return []
    parts = text.split(",")
    if len(parts) > SPANS_A_REPORT:
        return None
    try:
        pairs = [tuple(map(float, part.split("-"))) for part in parts]
    except ValueError:
        return None
    if not all(
        len(pair) == 2 and all(map(math.isfinite, pair)) and 0 <= pair[0] <= pair[1] for pair in pairs
    ):
        return None
    return [(pair[0], pair[1]) for pair in pairs]
