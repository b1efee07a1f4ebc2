"""Settings of sound and picture that make no sense stop the start with one sentence."""

from __future__ import annotations

import pytest

from chaperone.config.environment import (
    SettingRefused,
    environ_address,
    environ_ports,
    environ_turn_urls,
    refuse_half_a_relay,
)


@pytest.mark.parametrize("text", ["localhost", "127.0.0.1", "0.0.0.0", "224.0.0.1", "::1", "1.2.3"])  # noqa: S104 - refused
def test_an_address_that_no_browser_reaches_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Janus would offer it to everybody, and nobody would get through."""
    monkeypatch.setenv("CHAPERONE_MEDIA_ADDRESS", text)
    with pytest.raises(SettingRefused, match="CHAPERONE_MEDIA_ADDRESS"):
        environ_address("CHAPERONE_MEDIA_ADDRESS")


@pytest.mark.parametrize("text", ["20000", "20999-20000", "80-2000", "20000-70000", "20000-20010", "a-b"])
def test_ports_without_sense_are_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Backwards, too few, too low, too high, not ports."""
    monkeypatch.setenv("CHAPERONE_MEDIA_PORTS", text)
    with pytest.raises(SettingRefused, match="CHAPERONE_MEDIA_PORTS"):
        environ_ports("CHAPERONE_MEDIA_PORTS", "20000-20999", at_least=50)


@pytest.mark.parametrize(
    "text", ["https://turn.example.org", "turn:", "turn:a b", "turns:x.example?transport=sctp"]
)
def test_an_address_of_no_relay_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A browser would refuse its whole connection for it."""
    monkeypatch.setenv("CHAPERONE_TURN_URLS", text)
    with pytest.raises(SettingRefused, match="CHAPERONE_TURN_URLS"):
        environ_turn_urls("CHAPERONE_TURN_URLS")


def test_half_a_relay_is_refused() -> None:
    """Elsewhere without where or secret, a certificate without its key, a file that is not there."""
    with pytest.raises(SettingRefused):
        refuse_half_a_relay("elsewhere", ["turn:x.example"], "", ("", ""))
    with pytest.raises(SettingRefused):
        refuse_half_a_relay("local", [], "", ("certificate.pem", ""))
    with pytest.raises(SettingRefused, match=r"no file no-such-file\.pem"):
        refuse_half_a_relay("local", [], "", ("no-such-file.pem", "no-such-file.pem"))
    refuse_half_a_relay("elsewhere", ["turn:x.example"], "secret", ("", ""))


def test_what_makes_sense_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing at all is taken as the default."""
    assert environ_address("CHAPERONE_MEDIA_ADDRESS") == ""
    assert environ_ports("CHAPERONE_MEDIA_PORTS", "20000-20999", at_least=50) == (20000, 20999)
    monkeypatch.setenv(
        "CHAPERONE_TURN_URLS", "turns:turn.example.org:443?transport=tcp, turn:turn.example.org"
    )
    assert len(environ_turn_urls("CHAPERONE_TURN_URLS")) == 2
