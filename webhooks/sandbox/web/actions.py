"""The forms of issues and pull requests: comment, tick, review, label, merge, close, revert."""

from __future__ import annotations

from http import HTTPStatus

from flask import redirect, request
from werkzeug.wrappers import Response

from webhooks.sandbox.errors import RefusedError
from webhooks.sandbox.state import Account, Repository
from webhooks.sandbox.web.markdown import toggle
from webhooks.sandbox.web.pages import readable
from webhooks.sandbox.web.visitor import page_blueprint, remember, service, visitor

blueprint = page_blueprint("actions", __name__)
_THREAD = "/<owner>/<name>/threads/<int:number>"
_COMMENT = "/<owner>/<name>/comments/<int:comment_id>"


@blueprint.post("/sandbox/visitor")
def be_somebody() -> Response:
    """Be another of the sandbox's people from now on."""
    account = service().world.account(request.form["login"])
    response = _back("/")
    remember(response, account)
    return response


@blueprint.post("/<owner>/<name>/issues")
def open_issue(owner: str, name: str) -> Response:
    """Open an issue."""
    repo = _full_name(readable(owner, name))
    title = request.form["title"].strip()
    if not title:
        raise RefusedError("An issue needs a title.")
    thread = service().world.open_issue(repo, visitor().login, title, typed("body"))
    return redirect(f"/{repo}/issues/{thread.number}", HTTPStatus.SEE_OTHER)


@blueprint.post(f"{_THREAD}/comment")
def comment(owner: str, name: str, number: int) -> Response:
    """Comment, and close or reopen where that button was pressed."""
    world, repo, me = service().world, _full_name(readable(owner, name)), visitor()
    text, then = typed("body"), request.form.get("then", "")
    if not text.strip() and not then:
        raise RefusedError("A comment cannot be blank.")
    anchor = "write"
    if text.strip():
        anchor = f"issuecomment-{world.comment(repo, number, me.login, text).id}"
    if then:
        _check_edit(readable(owner, name), me, world.thread(repo, number).author_id)
    if then == "close":
        world.close(repo, number, me.login)
    elif then == "reopen":
        world.reopen(repo, number, me.login)
    return _back(f"/{repo}/issues/{number}", anchor)


@blueprint.post(f"{_THREAD}/edit")
def edit_thread(owner: str, name: str, number: int) -> Response:
    """Change the title and the description."""
    world, repository, me = service().world, readable(owner, name), visitor()
    repo = _full_name(repository)
    _check_edit(repository, me, world.thread(repo, number).author_id)
    title = request.form["title"].strip()
    world.edit_issue(repo, number, me.login, title=title or None, body=typed("body"))
    return _back(f"/{repo}/issues/{number}")


@blueprint.post(f"{_THREAD}/boxes")
def tick_thread(owner: str, name: str, number: int) -> Response:
    """Tick or untick a box, which edits the description as on GitHub."""
    world, repository, me = service().world, readable(owner, name), visitor()
    repo = _full_name(repository)
    with world.change():
        thread = world.thread(repo, number)
        _check_edit(repository, me, thread.author_id)
        world.edit_issue(repo, number, me.login, body=_ticked(thread.body))
    return _back(f"/{repo}/issues/{number}", f"issue-{thread.id}")


@blueprint.post(f"{_THREAD}/merge")
def merge(owner: str, name: str, number: int) -> Response:
    """Merge a pull request."""
    repository = readable(owner, name)
    check_write(repository, visitor())
    repo = _full_name(repository)
    service().world.merge(repo, number, visitor().login)
    return _back(f"/{repo}/pull/{number}", "write")


@blueprint.post(f"{_THREAD}/<any(revert, ready):what>")
def change_pull(owner: str, name: str, number: int, what: str) -> Response:
    """Open the pull request that undoes a merged one, or say that a draft is ready."""
    world, repository, me = service().world, readable(owner, name), visitor()
    repo = _full_name(repository)
    if what == "revert":
        check_write(repository, me)
        number = world.revert(repo, number, me.login).number
    else:
        _check_edit(repository, me, world.thread(repo, number).author_id)
        world.mark_ready(repo, number, me.login)
    return redirect(f"/{repo}/pull/{number}", HTTPStatus.SEE_OTHER)


@blueprint.post(f"{_THREAD}/transfer")
def transfer_issue(owner: str, name: str, number: int) -> Response:
    """Move an issue to another repository of the same owner."""
    world, repository, me = service().world, readable(owner, name), visitor()
    check_write(repository, me)
    to = request.form["to"]
    moved = world.transfer_issue(_full_name(repository), number, me.login, to=to)
    return redirect(f"/{to}/issues/{moved.number}", HTTPStatus.SEE_OTHER)


@blueprint.post(f"{_THREAD}/review")
def review(owner: str, name: str, number: int) -> Response:
    """Submit a review; like GitHub, only an approval may go without words."""
    repo, state, text = _full_name(readable(owner, name)), request.form["state"], typed("body")
    path, remark = request.form.get("path", ""), typed("remark").strip()
    if not text.strip() and not remark and state != "APPROVED":
        raise RefusedError("Such a review needs words.")
    comments = [(path, remark)] if remark else []
    submitted = service().world.review(
        repo, number, visitor().login, state, text, comments=comments
    )
    return _back(f"/{repo}/pull/{number}", f"pullrequestreview-{submitted.id}")


@blueprint.post(f"{_THREAD}/labels")
def switch_label(owner: str, name: str, number: int) -> Response:
    """Put a label on, or take it off."""
    world, repository, me = service().world, readable(owner, name), visitor()
    check_write(repository, me)
    repo, label = _full_name(repository), request.form["label"]
    if label in world.thread(repo, number).labels:
        world.unlabel(repo, number, me.login, label)
    else:
        world.label(repo, number, me.login, label)
    return _back(f"/{repo}/issues/{number}")


@blueprint.post(f"{_COMMENT}/<any(edit, delete, boxes, react):what>")
def change_comment(owner: str, name: str, comment_id: int, what: str) -> Response:
    """Edit or delete a comment, tick one of its boxes, or react to it."""
    world, repository, me = service().world, readable(owner, name), visitor()
    repo = _full_name(repository)
    with world.change():
        thread, found = world.find_comment(repo, comment_id)
        if what == "react":
            _switch_reaction(repo, comment_id, me)
        else:
            _check_edit(repository, me, found.author_id)
        if what == "edit" and typed("body").strip():
            world.edit_comment(repo, comment_id, me.login, typed("body"))
        elif what == "boxes":
            world.edit_comment(repo, comment_id, me.login, _ticked(found.body))
        elif what == "delete":
            world.delete_comment(repo, comment_id, me.login)
    return _back(f"/{repo}/issues/{thread.number}", f"issuecomment-{comment_id}")


def _switch_reaction(repo: str, comment_id: int, me: Account) -> None:
    """Leave an emoji, or take it back where it was there."""
    world, content = service().world, request.form["content"]
    _, found = world.find_comment(repo, comment_id)
    for reaction in found.reactions:
        if (reaction.user_id, reaction.content) == (me.id, content):
            world.unreact(repo, comment_id, reaction.id)
            return
    world.react(repo, comment_id, me.login, content)


def _ticked(text: str) -> str:
    try:
        return toggle(text, request.form.get("box", -1, type=int))
    except IndexError:
        raise RefusedError("There is no such box any more.") from None


def typed(name: str) -> str:
    """Read a text as it was typed: browsers send line ends as CR LF."""
    return request.form.get(name, "").replace("\r\n", "\n")


def _full_name(repository: Repository) -> str:
    return service().world.full_name(repository)


def check_write(repository: Repository, account: Account) -> None:
    """Turn away those who may not merge, label and edit what others wrote."""
    if not service().world.may_write(account, repository):
        raise RefusedError(f"{account.login} may not do that here.")


def _check_edit(repository: Repository, account: Account, author_id: int | None) -> None:
    if account.id != author_id:
        check_write(repository, account)


def _back(usual: str, anchor: str = "") -> Response:
    """Go back to where the form was, but never to another host."""
    back = request.form.get("back", "")
    safe = back.startswith("/") and not back.startswith(("//", "/\\"))
    address = (back if safe else usual).partition("#")[0]
    return redirect(f"{address}#{anchor}" if anchor else address, HTTPStatus.SEE_OTHER)
