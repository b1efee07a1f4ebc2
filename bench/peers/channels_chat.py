"""The plain Python peer: the chat room of the Django Channels tutorial, which keeps every message by the ORM.

Served by uvicorn as ``bench.peers.channels_chat:application`` in an environment of its own (``requirements/bench.txt``).
CHAT_DB names the SQLite file, kept as durably as the product keeps its own: WAL, synchronous=FULL, IMMEDIATE. The layer's
capacity is far above its default of 100, with which it drops messages to a room of 300 without a word.
"""

from __future__ import annotations

import json
import os
from typing import Any

import django
from django.conf import settings

settings.configure(
    DEBUG=False,
    SECRET_KEY="measuring-only",
    ALLOWED_HOSTS=["*"],
    USE_TZ=True,
    INSTALLED_APPS=["channels"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["CHAT_DB"],
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
            },
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    CHANNEL_LAYERS={
        "default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 100_000}}
    },
)
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402 - Django must be set up first
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.urls import re_path  # noqa: E402


class Message(models.Model):
    """One message of one room."""

    room = models.CharField(max_length=100, db_index=True)
    body = models.TextField()
    created = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        app_label = "channels_chat"

    def __str__(self) -> str:
        return self.body


if Message._meta.db_table not in connection.introspection.table_names():
    with connection.schema_editor() as editor:
        editor.create_model(Message)
connection.close()


class Chat(AsyncWebsocketConsumer):
    """A member of a room, as the tutorial has it, with the message kept first."""

    async def connect(self) -> None:
        """Join the room."""
        self.group = f"chat_{self.scope['url_route']['kwargs']['room']}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        await self.send(text_data='{"type": "joined"}')

    async def disconnect(self, code: int) -> None:  # noqa: ARG002 - Channels' call
        """Leave the room."""
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str) -> None:
        """Keep a message, then hand it to the room."""
        body = json.loads(text_data)["message"]
        row = await Message.objects.acreate(room=self.group, body=body)
        await self.channel_layer.group_send(
            self.group, {"type": "chat.message", "id": row.pk, "message": body}
        )

    async def chat_message(self, event: dict[str, Any]) -> None:
        """Show a message."""
        await self.send(text_data=json.dumps({"id": event["id"], "message": event["message"]}))


application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter([re_path(r"^ws/chat/(?P<room>\w+)/$", Chat.as_asgi())]),
    }
)
