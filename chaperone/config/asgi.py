"""The server's door for HTTP, and what runs beside it: the ledger's writer, live rooms, their media, the post and the sweeps."""

from __future__ import annotations

import asyncio
import gc
import os
from typing import Any

import django
from django.core.asgi import get_asgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaperone.config.settings")
django.setup()

from chaperone.config.clerk import Clerk
from chaperone.config.media import Media
from chaperone.config.recordings_worker import RecordingsWorker
from chaperone.door import rooms as door
from chaperone.door.context import screening_context
from chaperone.door.socket import PING
from chaperone.ledger.keys import check_key_ring
from chaperone.ledger.writer import GroupCommit
from chaperone.pages.public.no_files import is_upload, let_run_past

_pages = get_asgi_application()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Serve pages; begin and end the rest with the server's life. Room sockets never come here (see ``door/socket.py``)."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    else:
        await _pages(scope, let_run_past(receive) if is_upload(scope) else receive, send)


async def _live(receive: Any, send: Any) -> None:
    await receive()
    await asyncio.to_thread(check_key_ring)
    writer = GroupCommit().start()
    media = Media()
    context = await asyncio.to_thread(screening_context)
    rooms = door.Rooms(writer, context, PING, media.server, media.ice_servers)
    door.hold(rooms)
    rooms.start()
    media.start()
    worker = RecordingsWorker().start()
    clerk = Clerk().start()
    _settle_memory()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await rooms.stop()
    door.hold(None)
    await media.stop()
    await worker.stop()
    await asyncio.to_thread(clerk.stop)
    await asyncio.to_thread(writer.stop)
    await send({"type": "lifespan.shutdown.complete"})


def _settle_memory() -> None:
    """Load all pages now, and leave what is loaded out of every later search for garbage.

    It lives as long as the process, and a search through it would stop all rooms for a tenth of a second.
    """
    get_resolver().url_patterns  # noqa: B018 - asking for them is what loads the pages
    gc.collect()
    gc.freeze()
