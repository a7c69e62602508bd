"""The App and its installations prove who they are, also where clocks differ."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from recognition.kernel.errors import ConfigurationError
from webhooks.github.auth import AppAuth, InstallationAuth, LentToken

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock

APP_ID = 902_310


def claims_of(auth: AppAuth, public_key: str) -> dict[str, Any]:
    return jwt.decode(
        auth.token,
        public_key,
        algorithms=["RS256"],
        # The times are what the tests look at; the machine's clock has nothing to do with it.
        options={"verify_exp": False, "verify_iat": False},
    )


def test_the_apps_token_is_of_the_past_and_ends_within_ten_minutes(
    key_pair: tuple[str, str], clock: ManualClock
) -> None:
    auth = AppAuth(app_id=APP_ID, private_key=key_pair[0], clock=clock)
    claims = claims_of(auth, key_pair[1])
    now = int(clock.now().timestamp())

    assert claims == {"iat": now - 60, "exp": now + 9 * 60, "iss": str(APP_ID)}


def test_both_forms_of_private_key_are_read(key_pair: tuple[str, str], clock: ManualClock) -> None:
    assert "BEGIN RSA PRIVATE KEY" in key_pair[0]
    key = serialization.load_pem_private_key(key_pair[0].encode(), password=None)
    pkcs8 = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    auth = AppAuth(app_id=APP_ID, private_key=pkcs8, clock=clock)

    assert claims_of(auth, key_pair[1])["iss"] == str(APP_ID)


def test_a_key_of_another_kind_is_refused(clock: ManualClock) -> None:
    curve = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    for wrong in (curve.decode(), "not a key", ""):
        with pytest.raises(ConfigurationError, match="private key"):
            AppAuth(app_id=APP_ID, private_key=wrong, clock=clock)


def test_the_apps_watch_is_set_by_githubs(key_pair: tuple[str, str], clock: ManualClock) -> None:
    auth = AppAuth(app_id=APP_ID, private_key=key_pair[0], clock=clock)
    theirs = clock.now() - timedelta(minutes=10)
    auth.refused({"date": format_datetime(theirs, usegmt=True)})

    assert claims_of(auth, key_pair[1])["iat"] == int(theirs.timestamp()) - 60


@pytest.mark.parametrize("date", ["", "yesterday"])
def test_a_refusal_without_a_date_changes_nothing(
    key_pair: tuple[str, str], clock: ManualClock, date: str
) -> None:
    auth = AppAuth(app_id=APP_ID, private_key=key_pair[0], clock=clock)
    before = claims_of(auth, key_pair[1])
    auth.refused({"date": date} if date else {})

    assert claims_of(auth, key_pair[1]) == before


def test_an_installations_token_is_kept_until_five_minutes_before_its_end(
    clock: ManualClock,
) -> None:
    lent: list[str] = []

    def borrow() -> LentToken:
        lent.append(f"token {len(lent)}")
        return LentToken(token=lent[-1], expires_at=clock.now() + timedelta(hours=1))

    auth = InstallationAuth(borrow=borrow, clock=clock)
    assert [auth.token, auth.token] == ["token 0", "token 0"]
    clock.advance(timedelta(minutes=54, seconds=59))
    assert auth.token == "token 0"
    clock.advance(timedelta(seconds=1))
    assert auth.token == "token 1"


def test_a_refused_installation_token_is_not_used_again(clock: ManualClock) -> None:
    names = iter("ab")
    auth = InstallationAuth(
        borrow=lambda: LentToken(token=next(names), expires_at=clock.now() + timedelta(hours=1)),
        clock=clock,
    )
    assert auth.token == "a"
    auth.refused({})
    assert auth.token == "b"
