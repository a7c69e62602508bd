"""Issue and check the sandbox's credentials: App JWTs, installation tokens, user tokens."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from webhooks.sandbox.errors import SandboxError
from webhooks.sandbox.state import Account, App, Installation
from webhooks.sandbox.world import World

INSTALLATION_TOKEN_LIFETIME = timedelta(hours=1)
USER_TOKEN_LIFETIME = timedelta(hours=8)
CODE_LIFETIME = timedelta(minutes=10)
JWT_LIFETIME = timedelta(minutes=10)
# GitHub allows a little clock drift; how much it does not say.
CLOCK_DRIFT = timedelta(seconds=60)
_LEVELS = {"read": 1, "write": 2, "admin": 3}


class BadCredentialsError(SandboxError):
    """The credentials are wrong; the message is GitHub's."""


class OAuthError(SandboxError):
    """A code cannot be exchanged; `code` is GitHub's word for the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationToken:
    """A token of an installation, possibly narrowed to some repositories and permissions."""

    token: str
    installation_id: int
    permissions: dict[str, str]
    repository_ids: frozenset[int] | None
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UserToken:
    """A token by which an App acts for a person."""

    token: str
    user_id: int
    app_id: int
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a person allowed on the authorize page, waiting to be exchanged once."""

    user_id: int
    app_id: int
    redirect_uri: str
    challenge: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sends a request: an App itself, an installation, a person through an App, nobody.

    Attributes:
        key: What the rate limit is counted by.
        app: The App behind the request; None for anonymous requests.
        installation: Set for installation tokens.
        permissions: What an installation token may do.
        repository_ids: The repositories it was narrowed to; None where it was not.
        user: Set for user tokens.
    """

    key: str
    app: App | None = None
    installation: Installation | None = None
    permissions: Mapping[str, str] | None = None
    repository_ids: frozenset[int] | None = None
    user: Account | None = None

    @property
    def is_app(self) -> bool:
        """Tell whether the App itself calls, by a JWT."""
        return self.app is not None and self.installation is None and self.user is None

    def may(self, permission: str, level: str) -> bool:
        """Tell whether an installation token has this permission at this level or above."""
        granted = (self.permissions or {}).get(permission, "")
        return _LEVELS.get(granted, 0) >= _LEVELS[level]


ANONYMOUS = Caller(key="anonymous")


class Vault:
    """All tokens of one world. Nothing here is written anywhere but in memory."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._installation_tokens: dict[str, InstallationToken] = {}
        self._user_tokens: dict[str, UserToken] = {}
        self._codes: dict[str, Code] = {}

    def identify(self, authorization: str | None) -> Caller:
        """Find out who calls, by the Authorization header.

        Raises:
            BadCredentialsError: There is a header, and it is no good.
        """
        if not authorization:
            return ANONYMOUS
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() not in {"bearer", "token"} or not token:
            raise BadCredentialsError("Bad credentials")
        with self._world.changed:
            if token in self._installation_tokens:
                return self._installation_caller(self._installation_tokens[token])
            if token in self._user_tokens:
                return self._user_caller(self._user_tokens[token])
            if token.count(".") == 2:  # noqa: PLR2004 -- a JWT is three parts joined by dots
                return self._app_caller(token)
        raise BadCredentialsError("Bad credentials")

    def issue_installation_token(
        self,
        installation: Installation,
        *,
        permissions: Mapping[str, str] | None = None,
        repository_ids: frozenset[int] | None = None,
    ) -> InstallationToken:
        """Issue a token for an hour; no permissions named means all the installation has."""
        token = InstallationToken(
            token=f"ghs_{secrets.token_urlsafe(27)}",
            installation_id=installation.id,
            permissions=dict(permissions or installation.permissions) | {"metadata": "read"},
            repository_ids=repository_ids,
            expires_at=self._world.now() + INSTALLATION_TOKEN_LIFETIME,
        )
        with self._world.change():
            self._installation_tokens[token.token] = token
        return token

    def issue_user_token(self, user: Account, app: App) -> UserToken:
        """Issue a token by which the App acts for a person."""
        token = UserToken(
            token=f"ghu_{secrets.token_urlsafe(27)}",
            user_id=user.id,
            app_id=app.id,
            expires_at=self._world.now() + USER_TOKEN_LIFETIME,
        )
        with self._world.change():
            self._user_tokens[token.token] = token
        return token

    def issue_code(self, user: Account, app: App, *, redirect_uri: str, challenge: str) -> str:
        """Note that a person let the App act for them, and give the code for its server."""
        code = secrets.token_hex(10)
        with self._world.change():
            self._codes[code] = Code(
                user_id=user.id,
                app_id=app.id,
                redirect_uri=redirect_uri,
                challenge=challenge,
                expires_at=self._world.now() + CODE_LIFETIME,
            )
        return code

    def exchange_code(
        self, *, client_id: str, client_secret: str, code: str, verifier: str, redirect_uri: str
    ) -> UserToken:
        """Turn a code into a user token, once.

        Raises:
            OAuthError: The client, the code, its PKCE verifier or the address is wrong.
        """
        app = next((it for it in self._world.apps.values() if it.client_id == client_id), None)
        if app is None or not secrets.compare_digest(
            app.client_secret.encode(), client_secret.encode()
        ):
            raise OAuthError(
                "incorrect_client_credentials", "The client_id and/or client_secret are wrong."
            )
        with self._world.change():
            found = self._codes.pop(code, None)
        if found is None or found.app_id != app.id or found.expires_at <= self._world.now():
            raise OAuthError("bad_verification_code", "The code passed is incorrect or expired.")
        if redirect_uri and redirect_uri != found.redirect_uri:
            raise OAuthError("redirect_uri_mismatch", "The redirect_uri must match.")
        if found.challenge != (challenge_of(verifier) if verifier else ""):
            raise OAuthError("bad_verification_code", "The code verifier is wrong.")
        return self.issue_user_token(self._world.accounts[found.user_id], app)

    def _installation_caller(self, token: InstallationToken) -> Caller:
        installation = self._world.installations.get(token.installation_id)
        if installation is None or token.expires_at <= self._world.now():
            raise BadCredentialsError("Bad credentials")
        return Caller(
            key=f"installation:{installation.id}",
            app=self._world.apps[installation.app_id],
            installation=installation,
            permissions=token.permissions,
            repository_ids=token.repository_ids,
        )

    def _user_caller(self, token: UserToken) -> Caller:
        user = self._world.account_or_none(token.user_id)
        if user is None or token.expires_at <= self._world.now():
            raise BadCredentialsError("Bad credentials")
        return Caller(key=f"user:{user.id}", app=self._world.apps[token.app_id], user=user)

    def _app_caller(self, token: str) -> Caller:
        try:
            claims = jwt.decode(token, options={"verify_signature": False})
            app = self._app_of(str(claims.get("iss", "")))
            jwt.decode(
                token,
                app.public_key,
                algorithms=["RS256"],
                options={"verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError:
            raise BadCredentialsError("A JSON web token could not be decoded") from None
        self._check_times(claims)
        return Caller(key=f"app:{app.id}", app=app)

    def _app_of(self, issuer: str) -> App:
        for app in self._world.apps.values():
            if issuer in {str(app.id), app.client_id}:
                return app
        raise BadCredentialsError("'Issuer' claim ('iss') must be an Integer")

    def _check_times(self, claims: Mapping[str, object]) -> None:
        now = self._world.now().timestamp()
        issued, expires = claims.get("iat"), claims.get("exp")
        if not isinstance(issued, int | float) or issued > now + CLOCK_DRIFT.total_seconds():
            raise BadCredentialsError(
                "'Issued at' claim ('iat') must be an Integer representing the time "
                "that the assertion was issued"
            )
        if not isinstance(expires, int | float) or expires <= now:
            raise BadCredentialsError(
                "'Expiration time' claim ('exp') must be a numeric value representing "
                "the future time at which the assertion expires"
            )
        if expires > now + JWT_LIFETIME.total_seconds():
            raise BadCredentialsError("'Expiration time' claim ('exp') is too far in the future")


def challenge_of(verifier: str) -> str:
    """Give the S256 challenge of a PKCE verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
