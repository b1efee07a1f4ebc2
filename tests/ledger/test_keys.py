"""The key ring: made once, private, rotated, and refused in plain words when it is wrong."""

from __future__ import annotations

import base64
import threading
from pathlib import Path

import pytest
from django.conf import settings

from chaperone.ledger.actions import append, destroy_key, rewrap_keys
from chaperone.ledger.keys import (
    RING_VARIABLE,
    KeyRingRefused,
    check_key_ring,
    key_ring,
    new_ring_entry,
    ring_from_text,
)
from chaperone.ledger.models import StreamKey
from chaperone.ledger.queries import read
from tests.ledger.words import NOW, said

pytestmark = pytest.mark.usefixtures("fresh_database")
KEY = base64.b64encode(bytes(range(32))).decode()


def _ring_file() -> Path:
    return Path(settings.CHAPERONE_KEY_RING_FILE)


def test_the_first_start_makes_a_private_file_and_the_next_one_reads_it() -> None:
    made = key_ring()
    assert _ring_file().stat().st_mode & 0o777 == 0o600
    assert key_ring().current_id == made.current_id
    assert len(list(_ring_file().parent.glob("key-ring*"))) == 1


def test_two_processes_starting_at_once_get_one_ring() -> None:
    ids: list[str] = []
    threads = [threading.Thread(target=lambda: ids.append(key_ring().current_id)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8
    assert len(set(ids)) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
def test_a_file_that_others_can_read_is_refused(mode: int) -> None:
    key_ring()
    _ring_file().chmod(mode)
    with pytest.raises(KeyRingRefused, match=r"Others on this computer can read .* Run: chmod 600 "):
        key_ring()


def test_the_environment_comes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(RING_VARIABLE, f"autumn:{KEY}, spring:{KEY}")
    assert key_ring().ids == ("autumn", "spring")
    assert not _ring_file().exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "autumn",
        f":{KEY}",
        "autumn:AAAA",
        "autumn:***",
        f"au tumn:{KEY}",
        f"a:{KEY},",
        f"{KEY}",
        f"ä:{KEY}",
    ],
)
def test_a_malformed_ring_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(KeyRingRefused, match="Write id:base64 for each key") as caught:
        ring_from_text(text, "the variable")
    assert KEY not in str(caught.value)


def test_an_id_given_twice_is_refused() -> None:
    with pytest.raises(KeyRingRefused, match="names key 'a' twice"):
        ring_from_text(f"a:{KEY},a:{KEY}", "the variable")


def test_rotation_wraps_living_keys_anew_and_leaves_the_dead_alone() -> None:
    for stream in ("room/a", "room/b", "room/gone"):
        append(stream, [said(stream)], NOW)
    destroy_key("room/gone", NOW)
    old = _ring_file().read_text().strip()
    old_id = old.partition(":")[0]
    new = new_ring_entry()

    _ring_file().write_text(f"{new}\n{old}\n")
    check_key_ring()
    assert [entry.body for entry in read("room/a")] == [{"text": "room/a"}]
    assert rewrap_keys() == 2
    assert rewrap_keys() == 0
    _ring_file().write_text(new)
    check_key_ring()
    assert [entry.body for entry in read("room/a")] == [{"text": "room/a"}]
    assert StreamKey.objects.get(stream="room/gone").ring_id == old_id
    assert [entry.body for entry in read("room/gone")] == [None]
    append("room/a", [said("again")], NOW)


def test_starting_without_the_ring_that_sealed_the_records_is_refused() -> None:
    check_key_ring()
    append("room/a", [said()], NOW)
    check_key_ring()
    ring = _ring_file().read_text()

    _ring_file().unlink()
    with pytest.raises(KeyRingRefused, match=r"is gone, .* Put the file back"):
        check_key_ring()
    assert not _ring_file().exists()

    _ring_file().touch(mode=0o600)
    _ring_file().write_text(new_ring_entry())
    with pytest.raises(KeyRingRefused, match=r"the key ring does not hold it\. Put the old key back"):
        check_key_ring()
    with pytest.raises(KeyRingRefused):
        list(read("room/a"))
    with pytest.raises(KeyRingRefused):
        append("room/a", [said()], NOW)

    ring_id = ring.partition(":")[0]
    _ring_file().write_text(f"{ring_id}:{KEY}")
    with pytest.raises(KeyRingRefused, match="does not open with ring key"):
        check_key_ring()

    _ring_file().write_text(f"{new_ring_entry()},{ring}")
    check_key_ring()
    assert len(list(read("room/a"))) == 1


def test_a_key_is_bound_to_its_stream() -> None:
    append("room/a", [said()], NOW)
    key = StreamKey.objects.get()
    with pytest.raises(KeyRingRefused):
        key_ring().unwrap("room/b", key.ring_id, bytes(key.wrapped))
