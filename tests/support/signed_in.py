"""Makes a signed-in adult who has just shown a second step: the one place where tests in this process sign somebody in."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from asgiref.sync import sync_to_async
from django.test import AsyncClient, Client

from chaperone.people.actions.second_steps import add_phone, ready_to_seal
from chaperone.people.models import Person
from chaperone.people.second_step_seal import seal_secret
from chaperone.people.sign_in_models import SignIn
from chaperone.policy.refusal import Refused

# Tests move the clock about; the second step was shown lately whatever it says.
ALWAYS_LATELY = datetime(2100, 1, 1, tzinfo=UTC)


def sign_in(
    client: Client | AsyncClient, person: Person, confirmed_at: datetime | None = ALWAYS_LATELY
) -> SignIn:
    """Sign somebody in with this browser; ``confirmed_at`` None leaves the second step owed."""
    client.force_login(person)
    mark = secrets.token_hex(8)
    session = client.session
    session["browser"] = mark
    session.save()
    return SignIn.objects.create(
        person=person,
        mark=mark,
        browser="Firefox on Linux",
        began_at=datetime(2026, 1, 1, tzinfo=UTC),
        seen_at=ALWAYS_LATELY,
        confirmed_at=confirmed_at,
    )


async def asign_in(client: AsyncClient, person: Person) -> None:
    """The same for a test that runs in an event loop."""
    await sync_to_async(sign_in)(client, person)


def a_phone(person: Person, now: datetime) -> str:
    """Set up a phone that shows codes for this person, as if in some browser long ago; return its secret."""
    ready_to_seal(now)
    secret = str(generate_totp_secret())
    row = SignIn.objects.create(
        person=person, mark=secrets.token_hex(8), browser="Firefox on Linux", began_at=now, seen_at=now
    )
    done = add_phone(row, seal_secret(secret), code_of(secret, -1), now)
    assert not isinstance(done, Refused), done
    SignIn.objects.filter(pk=row.pk).update(ended_at=now)
    return secret


def code_of(secret: str, steps: int = 0) -> str:
    """Return what a phone with this secret shows now, or so many half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))
