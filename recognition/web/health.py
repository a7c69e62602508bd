"""Tell load balancers and operators whether this process lives, can serve, and what it is."""

from __future__ import annotations

from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version

import structlog
from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from recognition.kernel.web import web
from recognition.kernel.web.base import no_store

health = Blueprint("health", __name__)

log = structlog.get_logger(__name__)

PACKAGE = "meshery-recognition"


@health.get("/healthz")
def alive() -> Response:
    """Answer as long as the process can answer; asks nothing of the database."""
    return jsonify(status="ok")


@health.get("/readyz")
def ready() -> tuple[Response, HTTPStatus]:
    """Answer 200 where the database answers and has the schema this program knows."""
    checks = {"database": "ok", "schema": "ok"}
    try:
        web().database.ping()
        if not web().database.is_current():
            checks["schema"] = "behind; run `recognition db upgrade`"
    except SQLAlchemyError as error:
        # The text may hold the address of the database; it is for the log only.
        log.warning("not_ready", error=type(error).__name__)
        checks = {"database": "does not answer", "schema": "unknown"}
    is_ready = set(checks.values()) == {"ok"}
    answer = jsonify(status="ok" if is_ready else "not ready", checks=checks)
    return answer, HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE


@health.get("/version")
def running_version() -> Response:
    """Say which version runs."""
    try:
        running = version(PACKAGE)
    except PackageNotFoundError:
        running = "unknown"
    return jsonify(name=PACKAGE, version=running)


health.after_request(no_store)
