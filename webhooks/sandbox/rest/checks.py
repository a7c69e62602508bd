"""Check runs."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from webhooks.sandbox.checks import CheckChange
from webhooks.sandbox.errors import UnknownError
from webhooks.sandbox.rest.problems import Problem, invalid, not_accessible
from webhooks.sandbox.rest.routing import Answer, Call, Router
from webhooks.sandbox.shapes import checks
from webhooks.sandbox.shapes.people import Json
from webhooks.sandbox.state import App, CheckAnnotation

router = Router()
MOST_ANNOTATIONS = 50
_LEVELS = {"notice", "warning", "failure"}
_STATES = {"queued", "in_progress", "completed"}
_CONCLUSIONS = {
    "action_required",
    "cancelled",
    "failure",
    "neutral",
    "success",
    "skipped",
    "timed_out",
}


@router.on("POST", "/repos/<owner>/<repo>/check-runs")
def create_check_run(call: Call) -> Answer:
    """Start a check run of a commit; only Apps may."""
    repository = call.repository("checks", level="write")
    app, change = _app(call), _change(call, is_new=True)
    sha = call.text("head_sha", "CheckRun") or ""
    try:
        run = call.world.start_check(repository, app, sha, change)
    except UnknownError:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"No commit found for SHA: {sha}") from None
    return Answer(body=checks.check_run(call.world, run), status=HTTPStatus.CREATED)


@router.on("PATCH", "/repos/<owner>/<repo>/check-runs/<int:id>")
def update_check_run(call: Call) -> Answer:
    """Change a check run of one's own."""
    repository = call.repository("checks", level="write")
    run = call.world.check_run(repository, call.arguments["id"])
    if run.app_id != _app(call).id:
        raise Problem(HTTPStatus.FORBIDDEN, "Invalid app_id `check_run` does not belong to it")
    run = call.world.change_check(run, _change(call, is_new=False))
    return Answer(body=checks.check_run(call.world, run))


@router.on("GET", "/repos/<owner>/<repo>/check-runs/<int:id>")
def get_check_run(call: Call) -> Answer:
    """Tell of a check run."""
    repository = call.repository("checks")
    run = call.world.check_run(repository, call.arguments["id"])
    return Answer(body=checks.check_run(call.world, run))


@router.on("GET", "/repos/<owner>/<repo>/check-runs/<int:id>/annotations")
def list_annotations(call: Call) -> Answer:
    """List what a check run says beside lines, in the order in which it said so."""
    repository = call.repository("checks")
    run = call.world.check_run(repository, call.arguments["id"])
    return call.paged(
        run.annotations, lambda it: checks.annotation(call.world, repository, run, it)
    )


@router.on("GET", "/repos/<owner>/<repo>/commits/<ref>/check-runs")
def list_check_runs(call: Call) -> Answer:
    """List the check runs of a commit: the latest of each name, or all of them."""
    repository = call.repository("checks")
    sha = call.world.find_commit(repository, call.arguments["ref"]).oid
    every = call.query.get("filter") == "all"
    name, status = call.query.get("check_name", ""), call.query.get("status", "")
    found = [
        it
        for it in call.world.checks_of(repository, sha, every=every)
        if name in {"", it.name} and status in {"", it.status}
    ]
    return call.paged(
        found,
        lambda it: checks.check_run(call.world, it),
        lambda shapes: {"total_count": len(found), "check_runs": shapes},
    )


def _app(call: Call) -> App:
    if call.caller.installation is None or call.caller.app is None:
        raise not_accessible()
    return call.caller.app


def _change(call: Call, *, is_new: bool) -> CheckChange:
    """Read what is said of a check run.

    Raises:
        Problem: A word is none of GitHub's, or a completed run has no conclusion.
    """
    status, conclusion = call.body.get("status"), call.body.get("conclusion")
    if status not in {None, *_STATES}:
        raise invalid("CheckRun", "status")
    if conclusion not in {None, *_CONCLUSIONS} or (status == "completed" and not conclusion):
        raise invalid("CheckRun", "conclusion")
    output = call.body.get("output") or {}
    if output and not (output.get("title") and output.get("summary")):
        raise invalid("CheckRun", "output", "missing_field")
    return CheckChange(
        name=call.text("name", "CheckRun", required=is_new),
        status=status,
        conclusion=conclusion,
        started_at=_moment(call, "started_at"),
        completed_at=_moment(call, "completed_at"),
        details_url=call.text("details_url", "CheckRun", required=False),
        external_id=call.text("external_id", "CheckRun", required=False),
        title=output.get("title"),
        summary=output.get("summary"),
        text=output.get("text"),
        annotations=_annotations(output.get("annotations") or []),
    )


def _annotations(listed: list[Json]) -> tuple[CheckAnnotation, ...]:
    """Read annotations.

    Raises:
        Problem: There are more than GitHub takes at once, or one lacks what it must have.
    """
    if len(listed) > MOST_ANNOTATIONS:
        raise invalid("CheckRun", "annotations")
    for it in listed:
        if not (it.get("path") and it.get("message") and it.get("start_line", 0) > 0):
            raise invalid("CheckRun", "annotations", "missing_field")
        if it.get("annotation_level") not in _LEVELS or it["start_line"] > it.get("end_line", 0):
            raise invalid("CheckRun", "annotations")
    return tuple(
        CheckAnnotation(
            path=it["path"],
            start_line=it["start_line"],
            end_line=it["end_line"],
            level=it["annotation_level"],
            title=it.get("title"),
            message=it["message"],
        )
        for it in listed
    )


def _moment(call: Call, name: str) -> datetime | None:
    text = call.text(name, "CheckRun", required=False)
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise invalid("CheckRun", name) from None
