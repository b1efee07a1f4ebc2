"""The check before a session, and which pages may use a camera, a microphone or a screen."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from chaperone.adapters.janus.setup import why_none
from chaperone.pages.access import TABLE, WRITE
from chaperone.pages.public.check import BYTES, facts, relay_urls, ways
from tests.pages.places import Places
from tests.pages.test_public import words
from tests.pages.town import Clock, Town, browser

pytestmark = pytest.mark.django_db


def test_a_technician_reads_every_address_and_port_without_signing_in(settings: Settings) -> None:
    settings.CHAPERONE_PUBLIC_URL = "https://rooms.charity.example"
    settings.CHAPERONE_VIDEO, settings.CHAPERONE_MEDIA_PUBLIC_ADDRESS = "auto", "198.51.100.7"
    settings.CHAPERONE_MEDIA_PORTS = (20000, 20999)
    settings.CHAPERONE_TURN, settings.CHAPERONE_TURN_HOST = "local", "relay.charity.example"
    settings.CHAPERONE_TURN_PORT, settings.CHAPERONE_TURN_TLS_PORT = 3478, 443
    settings.CHAPERONE_TURN_CERTIFICATE = "/etc/relay.pem"
    assert [(way.host, way.protocol, way.ports) for way in ways()] == [
        ("rooms.charity.example", "TCP: HTTPS and WebSocket", "443"),
        ("198.51.100.7", "UDP", "20000 to 20999"),
        ("relay.charity.example", "UDP", "3478"),
        ("relay.charity.example", "TCP", "3478"),
        ("relay.charity.example", "TCP: TLS", "443"),
    ]
    page = words(browser().get("/check"))
    for shown in ("rooms.charity.example", "198.51.100.7", "20000 to 20999", "relay.charity.example"):
        assert shown in page


def test_the_check_gives_a_stranger_no_credentials(settings: Settings) -> None:
    """It asks the relay with a made-up name: being turned away is proof enough that the way is open."""
    settings.CHAPERONE_TURN, settings.CHAPERONE_TURN_SECRET = "elsewhere", "very-secret"
    settings.CHAPERONE_TURN_URLS = (
        "turn:relay.example:3478?transport=udp",
        "turns:relay.example:443?transport=tcp",
    )
    assert "go through the relay over TLS" in words(browser().get("/check"))
    assert facts()["relay"] == list(settings.CHAPERONE_TURN_URLS)
    page = browser().get("/check").content.decode()
    assert "very-secret" not in page
    assert "credential" not in page


def test_the_last_of_the_media_ports_is_asked_and_none_where_nothing_answers(settings: Settings) -> None:
    """At the address that is told outside; while there is no Janus, or video is off, a silent port would prove nothing."""
    settings.CHAPERONE_VIDEO, settings.CHAPERONE_MEDIA_PORTS = "auto", (20000, 20999)
    settings.CHAPERONE_MEDIA_ADDRESS, settings.CHAPERONE_MEDIA_PUBLIC_ADDRESS = "192.0.2.7", "198.51.100.7"
    there = not why_none("192.0.2.7")
    assert facts()["direct"] == (["stun:198.51.100.7:20999"] if there else [])
    settings.CHAPERONE_VIDEO = "off"
    assert facts()["direct"] == []


def test_without_a_relay_it_says_that_there_is_no_way_round(settings: Settings) -> None:
    settings.CHAPERONE_TURN = "off"
    assert relay_urls() == ()
    assert "there is no way round it" in words(browser().get("/check"))


def test_the_line_is_timed_by_bytes_that_are_forgotten() -> None:
    client = browser()
    given = client.get("/check/bytes")
    assert len(given.content) == BYTES
    assert given.content != client.get("/check/bytes").content
    assert "no-store" in given.headers["Cache-Control"]
    for size, status in ((BYTES, 204), (BYTES + 1, 413)):
        answer = client.post("/check/bytes", b"x" * size, content_type="application/octet-stream")
        assert (answer.status_code, answer.content) == (status, b"")


def test_no_other_site_can_send_bytes_here() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/check/bytes", b"x", content_type="application/octet-stream").status_code == 403


@pytest.mark.proves("M7")
def test_only_the_room_and_the_check_may_use_a_camera_and_only_an_adults_room_a_screen(
    town: Town, clock: Clock
) -> None:
    """The browser itself refuses every other page, whatever a script on it might ask for."""
    places = Places(town, clock)
    using: dict[str, set[str]] = {}
    visitors = [browser(person) for person in (None, town.charity.lead, town.charity.teacher.person)]
    for row in TABLE.values():
        if row.methods != WRITE:
            for visitor in visitors:
                answer = visitor.get(places.address(row.route, True))
                policy = dict(part.split("=") for part in answer.headers["Permissions-Policy"].split(", "))
                using.setdefault(row.route, set()).update(
                    device for device, by in policy.items() if by == "(self)"
                )
    assert {route: sorted(devices) for route, devices in using.items() if devices} == {
        "room": ["camera", "display-capture", "microphone"],
        "seat": ["microphone"],
        "check": ["camera", "microphone"],
    }
    assert "camera=()" in browser().get("/nothing-here").headers["Permissions-Policy"]
