"""Settings of Google's and Microsoft's sign-in that make no sense stop the start with one sentence."""

from __future__ import annotations

import pytest

from chaperone.config.accounts import environ_accounts, environ_tenants
from chaperone.config.environment import SettingRefused
from tests.support.account_provider import TENANT


def test_nothing_is_set_up_by_itself() -> None:
    assert environ_accounts() == {}
    assert environ_tenants({}) == {}


@pytest.mark.parametrize("which", ["CLIENT_ID", "SECRET"])
def test_half_a_setting_is_refused(monkeypatch: pytest.MonkeyPatch, which: str) -> None:
    monkeypatch.setenv(f"CHAPERONE_GOOGLE_{which}", "x")
    with pytest.raises(SettingRefused, match="belong together"):
        environ_accounts()


def test_a_provider_is_asked_over_https_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAPERONE_GOOGLE_URL", "http://accounts.example")
    with pytest.raises(SettingRefused, match="https"):
        environ_accounts()


def test_microsoft_needs_to_be_told_whose_tenant_is_whose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAPERONE_MICROSOFT_CLIENT_ID", "x")
    monkeypatch.setenv("CHAPERONE_MICROSOFT_SECRET", "y")
    accounts = environ_accounts()
    with pytest.raises(SettingRefused, match="CHAPERONE_MICROSOFT_TENANTS"):
        environ_tenants(accounts)
    for nonsense in ("charity.example", "charity.example=common", f"charity={TENANT}"):
        monkeypatch.setenv("CHAPERONE_MICROSOFT_TENANTS", nonsense)
        with pytest.raises(SettingRefused, match="write domain=tenant"):
            environ_tenants(accounts)
    monkeypatch.setenv("CHAPERONE_MICROSOFT_TENANTS", f" Charity.example={TENANT} ,")
    assert environ_tenants(accounts) == {"charity.example": TENANT}
