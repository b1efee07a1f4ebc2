"""What the server writes to its log: what went wrong and where in the code; no address, no browser, no personal link, no words."""

from __future__ import annotations

import logging
from typing import Any

import structlog


class NoAddresses(logging.Filter):
    """Names the route instead of the path: a path may hold somebody's personal link."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite Django's record of a failed request."""
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            record.msg = "request failed: %s %s"
            record.args = (
                getattr(request, "method", "?"),
                getattr(match, "view_name", None) or "no such page",
            )
        if record.name.startswith("django.security."):
            # Somebody's odd request, such as one for another host, is answered and is no fault of ours: one line, no traceback.
            record.msg, record.args = "refused a request: %s", (record.name.rpartition(".")[2],)
            record.exc_info = record.exc_text = None
        return True


LOG_SETTINGS: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_addresses": {"()": NoAddresses}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_addresses"]}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # A refused page (404, 403) is an ordinary answer, and its path may be a mistyped personal link.
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
        "django.security": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}


def configure_structlog() -> None:
    """Send structlog's events the same way; its keys are chosen at each call and never hold words or addresses."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
