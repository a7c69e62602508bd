"""Let GitHub say who a visitor is, by its web flow; nothing but the answer is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import requests
import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import redirect, request, session

from recognition.kernel.errors import RecognitionError
from recognition.kernel.ids import UserId
from recognition.kernel.web.session import Visitor

if TYPE_CHECKING:
    from flask import Blueprint
    from flask.sansio.blueprints import BlueprintSetupState
    from werkzeug.wrappers import Response

log = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 10


class SignInError(RecognitionError):
    """The sign-in did not come to its end."""


class StaleSignInError(SignInError):
    """It was not begun in this browser, took too long, or has been used already."""


class RefusedSignInError(SignInError):
    """The person did not allow it on GitHub's page."""


class FailedSignInError(SignInError):
    """GitHub did not answer, or not as it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The end of a sign-in.

    Attributes:
        back_to: The path that was asked for at its beginning.
    """

    visitor: Visitor
    back_to: str


class GitHubLogin:
    """GitHub's web flow, with a state that works once and PKCE.

    The state and the verifier lie in Flask's signed cookie between the two requests. The
    token lives while `GET /user` is asked, and is never stored.

    Args:
        client_id: The App's.
        client_secret: The App's.
        server_url: Where people sign in, such as `https://github.com`.
        api_url: GitHub's REST address.
        callback_url: Our own address to come back to, as registered with the App.
    """

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        server_url: str,
        api_url: str,
        callback_url: str,
    ) -> None:
        self._callback_url = callback_url
        self._user_url = f"{api_url}/user"
        self._oauth = OAuth()
        self._client = self._oauth.register(
            "github",
            client_id=client_id,
            client_secret=client_secret,
            authorize_url=f"{server_url}/login/oauth/authorize",
            access_token_url=f"{server_url}/login/oauth/access_token",
            client_kwargs={
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "client_secret_post",
                "default_timeout": TIMEOUT_SECONDS,
            },
        )

    def install(self, blueprint: Blueprint) -> None:
        """Attach to whichever app the blueprint is registered on."""

        def attach(state: BlueprintSetupState) -> None:
            self._oauth.init_app(state.app)

        blueprint.record_once(attach)

    def begin(self, *, back_to: str) -> Response:
        """Send the browser to GitHub."""
        begun = self._client.create_authorization_url(self._callback_url)
        self._client.save_authorize_data(redirect_uri=self._callback_url, back_to=back_to, **begun)
        return redirect(begun["url"])

    def finish(self) -> SignedIn:
        """Learn from the current request, and then from GitHub, who the visitor is.

        Raises:
            StaleSignInError: The state is missing, another browser's, or used up.
            RefusedSignInError: The person said no.
            FailedSignInError: GitHub did not vouch for anybody.
        """
        state = request.args.get("state", "")
        begun = self._client.framework.get_state_data(session, state)
        if begun is None:
            raise StaleSignInError("the state is not one of this browser's")
        try:
            token = self._client.authorize_access_token()
            answer = self._client.get(self._user_url, token=token)
            answer.raise_for_status()
            user = answer.json()
            visitor = Visitor(id=UserId(int(user["id"])), login=str(user["login"]))
        except OAuthError as error:
            # Used up in any case: Authlib forgets it only where a code came with it.
            self._client.framework.clear_state_data(session, state)
            if error.error == "access_denied":
                raise RefusedSignInError("the person did not allow it") from error
            log.warning("sign_in_failed", reason=error.error)
            raise FailedSignInError("GitHub did not accept the code") from error
        except (requests.RequestException, ValueError, KeyError, TypeError) as error:
            log.warning("sign_in_failed", reason=type(error).__name__)
            raise FailedSignInError("GitHub did not tell who it is") from error
        return SignedIn(visitor=visitor, back_to=begun["back_to"])
