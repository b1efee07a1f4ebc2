"""Serve the pages and the live rooms."""

from __future__ import annotations

import argparse

import uvicorn
from django.conf import settings

from chaperone.adapters.mail.local_outbox import LocalOutbox
from chaperone.config.first_set_up import tell_how_to_set_up
from chaperone.config.terminal import Exit, complain, say
from chaperone.ledger.keys import KeyRingRefused, check_key_ring


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on; a proxy in front adds TLS"
    )
    parser.add_argument("--port", type=int, default=8000)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop; in the demo, with a post room of its own."""
    try:
        check_key_ring()
    except KeyRingRefused as refused:
        complain(str(refused))
        return Exit.CANNOT
    tell_how_to_set_up(at_start=True)
    outbox = None
    if settings.CHAPERONE_DEMO:
        try:
            outbox = LocalOutbox(settings.VAR_DIR / "outbox", settings.EMAIL_PORT).start()
        except OSError:
            complain(
                f"The demo's post room cannot listen on port {settings.EMAIL_PORT}.",
                "Is the demo running already? Otherwise set CHAPERONE_SMTP_PORT to another one.",
            )
            return Exit.CANNOT
        say(f"\nChaperone is at http://localhost:{args.port} (Ctrl+C stops it).")
    try:
        uvicorn.run(
            "chaperone.config.asgi:application",
            host=args.host,
            port=args.port,
            loop="uvloop",
            http="httptools",
            ws="chaperone.door.socket:RoomSocket",
            lifespan="on",
            log_level="warning",
            # An access log would hold personal links and who came when; the ledger is the record.
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=10,
        )
    finally:
        if outbox is not None:
            outbox.stop()
    return Exit.GOOD
