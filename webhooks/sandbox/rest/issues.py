"""Issues, their comments, reactions and labels; pull requests share all of these."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from webhooks.sandbox.errors import UnknownError
from webhooks.sandbox.rest.problems import Problem, invalid, not_found
from webhooks.sandbox.rest.routing import Answer, Call, Router
from webhooks.sandbox.shapes import threads
from webhooks.sandbox.state import Comment, Repository, Thread
from webhooks.sandbox.world import REACTIONS

router = Router()
_BOTH = ("issues", "pull_requests")


@router.on("GET", "/repos/<owner>/<repo>/issues")
def list_issues(call: Call) -> Answer:
    """List issues and pull requests, latest first."""
    repository = call.repository(*_BOTH)
    wanted = call.query.get("state", "open")
    labels = {it.casefold() for it in call.query.get("labels", "").split(",") if it}
    creator, since = call.query.get("creator", ""), _since(call)
    found = [
        it
        for it in call.world.threads.values()
        if it.repository_id == repository.id
        and wanted in {"all", it.state}
        and labels <= {name.casefold() for name in it.labels}
        and (not creator or _login(call, it.author_id).casefold() == creator.casefold())
        and (since is None or it.updated_at >= since)
    ]
    latest_first = call.query.get("direction", "desc") == "desc"
    by_update = call.query.get("sort") == "updated"
    found.sort(key=lambda it: it.updated_at if by_update else it.created_at)
    if latest_first:
        found.reverse()
    return call.paged(found, lambda it: threads.issue(call.world, it))


@router.on("POST", "/repos/<owner>/<repo>/issues")
def create_issue(call: Call) -> Answer:
    """Open an issue; labels are dropped where a person without push access asks for them."""
    repository = call.repository("issues", level="write")
    title = call.text("title", "Issue", most=256) or ""
    author = call.author()
    labels = _label_names(call)
    if call.caller.user and not call.world.may_write(author, repository):
        labels = []
    thread = call.world.open_issue(
        call.world.full_name(repository),
        author.login,
        title,
        call.text("body", "Issue", required=False) or "",
        labels=labels,
    )
    return Answer(body=threads.issue(call.world, thread), status=HTTPStatus.CREATED)


@router.on("GET", "/repos/<owner>/<repo>/issues/<int:number>")
def get_issue(call: Call) -> Answer:
    """Tell of an issue or a pull request."""
    return Answer(body=threads.issue(call.world, call.thread(*_BOTH)))


@router.on("PATCH", "/repos/<owner>/<repo>/issues/<int:number>")
def update_issue(call: Call) -> Answer:
    """Change title, body, state or labels."""
    thread = call.thread(*_BOTH, level="write")
    repository = call.world.repositories[thread.repository_id]
    author = call.author()
    if call.caller.user and thread.author_id != author.id:
        call.require_push(repository)
    repo = call.world.full_name(repository)
    title = call.text("title", "Issue", required=False, most=256)
    body = call.text("body", "Issue", required=False)
    state = call.body.get("state", thread.state)
    if state not in {"open", "closed"}:
        raise invalid("Issue", "state")
    with call.world.change():
        call.world.edit_issue(repo, thread.number, author.login, title=title, body=body)
        if "labels" in call.body:
            _replace_labels(call, thread, repo, author.login)
        if state == "closed" and thread.state == "open":
            reason = call.body.get("state_reason") or "completed"
            call.world.close(repo, thread.number, author.login, reason=reason)
        elif state == "open" and thread.state == "closed":
            call.world.reopen(repo, thread.number, author.login)
    return Answer(body=threads.issue(call.world, thread))


@router.on("GET", "/repos/<owner>/<repo>/issues/<int:number>/labels")
def list_thread_labels(call: Call) -> Answer:
    """List the labels that a thread bears."""
    labels = threads.thread_labels(call.world, call.thread(*_BOTH))
    return call.paged(labels, lambda it: it)


@router.on("POST", "/repos/<owner>/<repo>/issues/<int:number>/labels")
def add_labels(call: Call) -> Answer:
    """Put labels on a thread, and give all that it bears then."""
    thread = call.thread(*_BOTH, level="write")
    repository = call.world.repositories[thread.repository_id]
    call.require_push(repository)
    names = _label_names(call)
    if not names:
        raise invalid("Label", "labels", "missing_field")
    for name in names:
        call.world.label(
            call.world.full_name(repository), thread.number, call.author().login, name
        )
    return Answer(body=threads.thread_labels(call.world, thread))


@router.on("DELETE", "/repos/<owner>/<repo>/issues/<int:number>/labels/<name>")
def remove_label(call: Call) -> Answer:
    """Take a label off a thread, and give those that it still bears."""
    thread = call.thread(*_BOTH, level="write")
    repository = call.world.repositories[thread.repository_id]
    call.require_push(repository)
    label = call.world.find_label(repository, call.arguments["name"])
    if label is None or label.name not in thread.labels:
        raise Problem(HTTPStatus.NOT_FOUND, "Label does not exist")
    repo = call.world.full_name(repository)
    call.world.unlabel(repo, thread.number, call.author().login, label.name)
    return Answer(body=threads.thread_labels(call.world, thread))


@router.on("GET", "/repos/<owner>/<repo>/issues/<int:number>/comments")
def list_comments(call: Call) -> Answer:
    """List the comments of a thread, oldest first."""
    thread, since = call.thread(*_BOTH), _since(call)
    found = [it for it in thread.comments if since is None or it.updated_at >= since]
    return call.paged(found, lambda it: threads.comment(call.world, thread, it))


@router.on("POST", "/repos/<owner>/<repo>/issues/<int:number>/comments")
def create_comment(call: Call) -> Answer:
    """Comment on a thread."""
    thread = call.thread(*_BOTH, level="write")
    body = call.text("body", "IssueComment") or ""
    repository = call.world.repositories[thread.repository_id]
    user, app = call.caller.user, call.caller.app
    if thread.locked and not (user and call.world.may_write(user, repository)):
        message = "Unable to create comment because issue is locked."
        raise Problem(HTTPStatus.FORBIDDEN, message)
    repo = call.world.full_name(repository)
    created = call.world.comment(
        repo, thread.number, call.author().login, body, via_app_id=app.id if app else None
    )
    shape = threads.comment(call.world, thread, created)
    return Answer(body=shape, status=HTTPStatus.CREATED, headers={"Location": str(shape["url"])})


@router.on("GET", "/repos/<owner>/<repo>/issues/comments/<int:id>")
def get_comment(call: Call) -> Answer:
    """Tell of a comment."""
    _, thread, comment = _comment(call)
    return Answer(body=threads.comment(call.world, thread, comment))


@router.on("PATCH", "/repos/<owner>/<repo>/issues/comments/<int:id>")
def update_comment(call: Call) -> Answer:
    """Replace the text of a comment: one's own, or any by those who may write."""
    repository, thread, comment = _comment(call, level="write")
    author = call.author()
    if comment.author_id != author.id:
        call.require_push(repository)
    body = call.text("body", "IssueComment") or ""
    call.world.edit_comment(call.world.full_name(repository), comment.id, author.login, body)
    return Answer(body=threads.comment(call.world, thread, comment))


@router.on("DELETE", "/repos/<owner>/<repo>/issues/comments/<int:id>")
def delete_comment(call: Call) -> Answer:
    """Delete a comment: one's own, or any by those who may write."""
    repository, _, comment = _comment(call, level="write")
    author = call.author()
    if comment.author_id != author.id:
        call.require_push(repository)
    call.world.delete_comment(call.world.full_name(repository), comment.id, author.login)
    return Answer(body=None, status=HTTPStatus.NO_CONTENT)


@router.on("GET", "/repos/<owner>/<repo>/issues/comments/<int:id>/reactions")
def list_reactions(call: Call) -> Answer:
    """List the emoji left on a comment."""
    _, _, comment = _comment(call)
    wanted = call.query.get("content", "")
    found = [it for it in comment.reactions if wanted in {"", it.content}]
    return call.paged(found, lambda it: threads.reaction(call.world, comment, it))


@router.on("POST", "/repos/<owner>/<repo>/issues/comments/<int:id>/reactions")
def create_reaction(call: Call) -> Answer:
    """Leave an emoji on a comment: 201 at first, 200 where it was there already."""
    repository, _, comment = _comment(call, level="write")
    content = call.text("content", "Reaction") or ""
    if content not in REACTIONS:
        raise invalid("Reaction", "content")
    before = len(comment.reactions)
    repo = call.world.full_name(repository)
    left = call.world.react(repo, comment.id, call.author().login, content)
    status = HTTPStatus.CREATED if len(comment.reactions) > before else HTTPStatus.OK
    return Answer(body=threads.reaction(call.world, comment, left), status=status)


@router.on("DELETE", "/repos/<owner>/<repo>/issues/comments/<int:id>/reactions/<int:reaction>")
def delete_reaction(call: Call) -> Answer:
    """Take back an emoji of one's own."""
    repository, _, comment = _comment(call, level="write")
    author = call.author()
    found = next((it for it in comment.reactions if it.id == call.arguments["reaction"]), None)
    if found is None or found.user_id != author.id:
        raise not_found()
    call.world.unreact(call.world.full_name(repository), comment.id, found.id)
    return Answer(body=None, status=HTTPStatus.NO_CONTENT)


def _comment(call: Call, *, level: str = "read") -> tuple[Repository, Thread, Comment]:
    """Find the comment of the path, if the caller may do this with its thread."""
    repository = call.repository(*_BOTH, level=level)
    try:
        thread, comment = call.world.find_comment(
            call.world.full_name(repository), call.arguments["id"]
        )
    except UnknownError:
        raise not_found() from None
    useful = _BOTH if thread.pull else ("issues",)
    call.repository(*useful, level=level)
    return repository, thread, comment


def _label_names(call: Call) -> list[str]:
    """Read label names, which come as texts or as objects with a name."""
    labels = call.body.get("labels") or []
    if not isinstance(labels, list):
        raise invalid("Label", "labels")
    names = [it.get("name") if isinstance(it, dict) else it for it in labels]
    if not all(isinstance(it, str) and it for it in names):
        raise invalid("Label", "name")
    return [str(it) for it in names]


def _replace_labels(call: Call, thread: Thread, repo: str, login: str) -> None:
    wanted = _label_names(call)
    folded = {it.casefold() for it in wanted}
    for name in [it for it in thread.labels if it.casefold() not in folded]:
        call.world.unlabel(repo, thread.number, login, name)
    for name in wanted:
        call.world.label(repo, thread.number, login, name)


def _since(call: Call) -> datetime | None:
    text = call.query.get("since", "")
    if not text:
        return None
    try:
        since = datetime.fromisoformat(text)
    except ValueError:
        raise invalid("Issue", "since") from None
    if since.tzinfo is None:
        raise invalid("Issue", "since")
    return since


def _login(call: Call, account_id: int | None) -> str:
    account = call.world.account_or_none(account_id)
    return account.login if account else ""
