"""Put the pages of all packages together into the one web app of a server."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import exams.web
import recognition.web
import webhooks.web
from recognition.kernel.web import WebBase
from recognition.kernel.web.base import create_flask
from recognition.kernel.web.base import install as install_web
from webhooks.commands.certify import CERTIFICATION
from webhooks.journey import steps_after
from webhooks.web.maintainers import Maintainers

if TYPE_CHECKING:
    from flask import Flask

    from webhooks.runtime import Runtime


def create_app(runtime: Runtime) -> Flask:
    """Make the web app of a runtime."""
    settings = runtime.settings
    app = create_flask(__name__)
    parts = urlsplit(settings.github_server_url)
    base = WebBase(
        database=runtime.database,
        clock=runtime.clock,
        public_url=settings.public_url,
        sign_in_origin=f"{parts.scheme}://{parts.netloc}",
    )
    assert settings.secret_key is not None, "checked by require_for_serving"
    install_web(app, base, secret_key=settings.secret_key.get_secret_value())
    recognition.web.install(app, runtime.recorder.rulebook)
    exams.web.install(
        app,
        runtime.exams,
        next_steps=steps_after(runtime.database, runtime.recorder),
        certification=CERTIFICATION,
    )
    webhooks.web.install(app, settings)
    webhooks.web.install_intake(app, runtime.recorder, settings, wake=runtime.wake)
    maintainers = Maintainers(github=runtime.runner.github, team=settings.maintainers)
    app.register_blueprint(webhooks.web.console_home_blueprint(maintainers))
    app.register_blueprint(webhooks.web.console_blueprint(runtime.recorder.rulebook, maintainers))
    app.register_blueprint(
        webhooks.web.exam_console_blueprint(runtime.exams, runtime.recorder.rulebook, maintainers)
    )
    app.register_blueprint(webhooks.web.exam_people_blueprint(runtime.exams, maintainers))
    app.register_blueprint(webhooks.web.exam_appeals_blueprint(maintainers))
    app.register_blueprint(
        webhooks.web.exam_regrades_blueprint(runtime.exams, maintainers, wake=runtime.wake)
    )
    app.register_blueprint(
        webhooks.web.signal_console_blueprint(
            runtime.exams, runtime.recorder.rulebook, maintainers
        )
    )
    app.register_blueprint(
        webhooks.web.reviews_blueprint(
            runtime.exams, runtime.recorder.rulebook, maintainers, wake=runtime.wake
        )
    )
    return app
