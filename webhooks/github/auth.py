"""Prove to GitHub who we are: the App by its signed token, an installation by a lent one."""

from __future__ import annotations

import threading
from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from github.Auth import Auth

from recognition.kernel.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from recognition.kernel.clock import Clock

log = structlog.get_logger(__name__)

ISSUED_BEFORE = timedelta(seconds=60)
"""GitHub refuses tokens of the future, and clocks differ.

https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
"""

EXPIRES_AFTER = timedelta(minutes=9)
"""GitHub allows ten minutes; exactly ten fail as soon as clocks differ."""

REFRESH_BEFORE = timedelta(minutes=5)
"""A lent token is used no longer than this before its end, so that no request outlives it."""


class RenewableAuth(Auth):
    """Credentials that can be made anew when GitHub does not accept them."""

    @property
    def token_type(self) -> str:
        """Give the word before the token in the Authorization header."""
        return "Bearer"

    @abstractmethod
    def refused(self, headers: Mapping[str, str]) -> None:
        """Take note that GitHub answered 401, with these headers (names in lower case)."""


class AppAuth(RenewableAuth):
    """The App itself, by a token that it signs with its private key.

    Args:
        app_id: The App's number.
        private_key: PEM, PKCS#1 as GitHub hands it out, or PKCS#8.
        clock: Says what time it is; corrected by GitHub's own where the two disagree.

    Raises:
        ConfigurationError: The key is no RSA key in PEM.
    """

    def __init__(self, *, app_id: int, private_key: str, clock: Clock) -> None:
        self._app_id = app_id
        self._clock = clock
        self._skew = timedelta()
        try:
            key = load_pem_private_key(private_key.encode(), password=None)
        except (ValueError, TypeError) as error:
            raise ConfigurationError("the App's private key is not a PEM key") from error
        if not isinstance(key, RSAPrivateKey):
            raise ConfigurationError("the App's private key is not an RSA key")
        self._key = key

    @property
    def token(self) -> str:
        """Sign a fresh token."""
        now = self._clock.now() + self._skew
        claims = {
            "iat": int((now - ISSUED_BEFORE).timestamp()),
            "exp": int((now + EXPIRES_AFTER).timestamp()),
            "iss": str(self._app_id),
        }
        return jwt.encode(claims, self._key, algorithm="RS256")

    def refused(self, headers: Mapping[str, str]) -> None:
        """Set our watch by GitHub's: a wrong one is why good keys are refused."""
        try:
            theirs = parsedate_to_datetime(headers.get("date", ""))
        except ValueError:
            return
        self._skew = theirs - self._clock.now()
        log.warning("app_token_refused", clock_skew_seconds=self._skew.total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class LentToken:
    """What GitHub lends an installation for an hour."""

    token: str
    expires_at: datetime


class InstallationAuth(RenewableAuth):
    """One installation, by a token that GitHub lends; kept in memory only.

    Args:
        borrow: Asks GitHub for a token.
        clock: Says when it must be replaced.
    """

    def __init__(self, *, borrow: Callable[[], LentToken], clock: Clock) -> None:
        self._borrow = borrow
        self._clock = clock
        self._lent: LentToken | None = None
        self._lock = threading.Lock()

    @property
    def token(self) -> str:
        """Give the token at hand, or a new one shortly before its end."""
        with self._lock:
            lent = self._lent
            if lent is None or self._clock.now() >= lent.expires_at - REFRESH_BEFORE:
                lent = self._lent = self._borrow()
            return lent.token

    def refused(self, headers: Mapping[str, str]) -> None:
        """Drop the token: it was revoked, or belongs to an installation that is gone."""
        del headers
        with self._lock:
            self._lent = None
