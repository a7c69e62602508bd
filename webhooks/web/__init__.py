"""Show the pages of GitHub's side of the App: signing in, the commands, operators' numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webhooks.github.oauth import GitHubLogin
from webhooks.web import help_pages, metrics
from webhooks.web.console import console_blueprint
from webhooks.web.login import login_blueprint

if TYPE_CHECKING:
    from flask import Flask

    from recognition.kernel.settings import Settings

__all__ = ["console_blueprint", "install"]


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
