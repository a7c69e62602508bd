"""Show the App's edge: signing in, commands, claims, posts of facts, operators' numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks.github.oauth import GitHubLogin
from webhooks.web import help_pages, metrics
from webhooks.web.claims import claims_blueprint
from webhooks.web.console import console_blueprint
from webhooks.web.console_home import console_home_blueprint
from webhooks.web.exam_appeals import exam_appeals_blueprint
from webhooks.web.exam_console import exam_console_blueprint
from webhooks.web.exam_people import exam_people_blueprint
from webhooks.web.exam_regrades import exam_regrades_blueprint
from webhooks.web.external import external_blueprint
from webhooks.web.login import login_blueprint
from webhooks.web.reviews import reviews_blueprint
from webhooks.web.signal_console import signal_console_blueprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from recognition.kernel.settings import Settings
    from webhooks.recorder import Recorder

__all__ = [
    "console_blueprint",
    "console_home_blueprint",
    "exam_appeals_blueprint",
    "exam_console_blueprint",
    "exam_people_blueprint",
    "exam_regrades_blueprint",
    "install",
    "install_intake",
    "reviews_blueprint",
    "signal_console_blueprint",
]


def install(app: Flask, settings: Settings) -> None:
    """Add the pages to an app that the kernel's web base was installed on.

    Without the App's client id the sign-in says that it is not set up; all else works.
    """
    github = None
    if settings.github_client_id and settings.github_client_secret:
        github = GitHubLogin(
            client_id=settings.github_client_id,
            client_secret=settings.github_client_secret.get_secret_value(),
            server_url=settings.github_server_url,
            api_url=settings.github_api_url,
            callback_url=f"{settings.public_url}/login/callback",
        )
    app.register_blueprint(login_blueprint(github))
    app.register_blueprint(help_pages.bp)
    app.register_blueprint(metrics.bp)


def install_intake(
    app: Flask, recorder: Recorder, settings: Settings, *, wake: Callable[[], None]
) -> None:
    """Add what records facts at once: claims of people, and posts of other systems.

    Args:
        app: An app that the pages above were added to.
        recorder: Records them.
        settings: Say who may post.
        wake: Called when something may wait to be announced.
    """
    app.register_blueprint(claims_blueprint(recorder, wake=wake))
    secrets = settings.ext_secrets
    app.register_blueprint(external_blueprint(recorder, secrets=secrets, wake=wake))
