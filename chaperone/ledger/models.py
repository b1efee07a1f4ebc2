"""What the ledger keeps: entries that nobody can change or remove, and one key for each stream, which can be destroyed."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One thing that happened. The database itself refuses UPDATE and DELETE (see the migrations)."""

    pk = models.CompositePrimaryKey("stream", "seq")
    stream = models.TextField()
    seq = models.BigIntegerField()
    at_microseconds = models.BigIntegerField()  # since 1970-01-01 UTC: the number the hash covers
    kind = models.TextField()
    actor = models.TextField()
    clause = models.TextField()
    sealed = models.BinaryField()  # 12 bytes of nonce, then AES-256-GCM ciphertext and tag
    previous = models.BinaryField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.stream} #{self.seq}"


class StreamKey(models.Model):
    """The key that opens the bodies of one stream, wrapped by a key of the ring; emptied when it is destroyed."""

    stream = models.TextField(primary_key=True)
    wrapped = models.BinaryField()
    ring_id = models.TextField()  # which key of the ring wraps it
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.stream
