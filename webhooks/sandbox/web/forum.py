"""The pages and forms of discussions and releases."""

from __future__ import annotations

from http import HTTPStatus

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from webhooks.sandbox.errors import RefusedError
from webhooks.sandbox.forum import CATEGORIES
from webhooks.sandbox.web.actions import check_write, typed
from webhooks.sandbox.web.pages import html_of, readable, repository_frame
from webhooks.sandbox.web.visitor import page_blueprint, service, visitor

blueprint = page_blueprint("forum", __name__)
_DISCUSSION = "/<owner>/<name>/discussions/<int:number>"


@blueprint.get("/<owner>/<name>/discussions")
def list_discussions(owner: str, name: str) -> str:
    """List the discussions of a repository, latest first, and offer to start one."""
    world, repository = service().world, readable(owner, name)
    found = [it for it in world.discussions.values() if it.repository_id == repository.id]
    found.sort(key=lambda it: it.updated_at, reverse=True)
    return render_template(
        "discussions.html",
        **repository_frame(repository, tab="discussions"),
        discussions=[(it, world.account_or_none(it.author_id)) for it in found],
        categories=CATEGORIES,
    )


@blueprint.post("/<owner>/<name>/discussions")
def start_discussion(owner: str, name: str) -> Response:
    """Start a discussion."""
    world, repository = service().world, readable(owner, name)
    title, category = request.form["title"].strip(), request.form["category"]
    if not title:
        raise RefusedError("A discussion needs a title.")
    if category == "announcements":
        check_write(repository, visitor())
    repo = world.full_name(repository)
    started = world.discuss(repo, visitor().login, title, typed("body"), category=category)
    return redirect(f"/{repo}/discussions/{started.number}", HTTPStatus.SEE_OTHER)


@blueprint.get(_DISCUSSION)
def show_discussion(owner: str, name: str, number: int) -> str:
    """Show a discussion with all that was said; replies stand under what they answer."""
    world, repository, me = service().world, readable(owner, name), visitor()
    found = world.discussion(world.full_name(repository), number)
    base = f"/{world.full_name(repository)}"
    comments = [
        (it, world.account_or_none(it.author_id), html_of(base, it.body)) for it in found.comments
    ]
    may_choose = me.id == found.author_id or world.may_write(me, repository)
    return render_template(
        "discussion.html",
        **repository_frame(repository, tab="discussions"),
        discussion=found,
        author=world.account_or_none(found.author_id),
        chooser=world.account_or_none(found.answer_chosen_by_id),
        body=html_of(base, found.body),
        comments=[it for it in comments if it[0].reply_to_id is None],
        replies=[it for it in comments if it[0].reply_to_id is not None],
        action=f"{base}/discussions/{number}",
        may_choose=may_choose and found.category.is_answerable,
    )


@blueprint.post(f"{_DISCUSSION}/comment")
def comment(owner: str, name: str, number: int) -> Response:
    """Comment on a discussion, or reply to a comment."""
    world, repo = service().world, service().world.full_name(readable(owner, name))
    text = typed("body")
    if not text.strip():
        raise RefusedError("A comment cannot be blank.")
    reply_to = request.form.get("reply_to", type=int)
    said = world.discuss_further(repo, number, visitor().login, text, reply_to=reply_to)
    address = f"/{repo}/discussions/{number}#discussioncomment-{said.id}"
    return redirect(address, HTTPStatus.SEE_OTHER)


@blueprint.post(f"{_DISCUSSION}/answer")
def switch_answer(owner: str, name: str, number: int) -> Response:
    """Choose a comment as the answer, or withdraw it where it is."""
    world, repository, me = service().world, readable(owner, name), visitor()
    repo, chosen = world.full_name(repository), request.form.get("comment", 0, type=int)
    found = world.discussion(repo, number)
    if me.id != found.author_id:
        check_write(repository, me)
    if found.answer_id == chosen:
        world.withdraw_answer(repo, number, me.login)
    else:
        world.choose_answer(repo, number, me.login, chosen)
    return redirect(f"/{repo}/discussions/{number}", HTTPStatus.SEE_OTHER)


@blueprint.get("/<owner>/<name>/releases")
def list_releases(owner: str, name: str) -> str:
    """List the releases of a repository, latest first, and let those publish who may."""
    world, repository = service().world, readable(owner, name)
    found = [it for it in world.releases.values() if it.repository_id == repository.id]
    found.sort(key=lambda it: it.published_at, reverse=True)
    base = f"/{world.full_name(repository)}"
    return render_template(
        "releases.html",
        **repository_frame(repository, tab="code"),
        releases=[
            (it, world.account_or_none(it.author_id), html_of(base, it.body)) for it in found
        ],
        can_write=world.may_write(visitor(), repository),
    )


@blueprint.post("/<owner>/<name>/releases")
def publish_release(owner: str, name: str) -> Response:
    """Publish a release."""
    world, repository, me = service().world, readable(owner, name), visitor()
    check_write(repository, me)
    repo, tag = world.full_name(repository), request.form["tag"].strip()
    if not tag or " " in tag:
        raise RefusedError("A tag is one word.")
    world.publish_release(repo, me.login, tag, name=request.form["title"], body=typed("body"))
    return redirect(f"/{repo}/releases", HTTPStatus.SEE_OTHER)
