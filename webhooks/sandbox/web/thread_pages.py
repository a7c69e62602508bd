"""The pages of issues and pull requests: the conversation, the checks, the changed files."""

from __future__ import annotations

from typing import Any

from flask import render_template

from webhooks.sandbox.errors import UnknownError
from webhooks.sandbox.state import Account, AccountType, App, CheckRun, Thread
from webhooks.sandbox.web.pages import html_of, labels_of, readable, repository_frame
from webhooks.sandbox.web.timeline import EMOJI, Entry, shown_association, timeline
from webhooks.sandbox.web.visitor import page_blueprint, service, visitor
from webhooks.sandbox.world import World

blueprint = page_blueprint("thread_pages", __name__)


@blueprint.get("/<owner>/<name>/<any(issues, pull):kind>/<int:number>")
def show_thread(owner: str, name: str, kind: str, number: int) -> str:
    """Show an issue or a pull request with all that was said; either address finds both."""
    del kind
    thread, shown = _thread(owner, name, number)
    world, me = service().world, visitor()
    repository = world.repositories[thread.repository_id]
    may_write = world.may_write(me, repository)
    is_author = me.id == thread.author_id
    base = f"/{world.full_name(repository)}"
    entries = timeline(world, thread, me)
    return render_template(
        "thread.html",
        **shown,
        entries=entries,
        body=html_of(base, thread.body, can_tick=may_write or is_author),
        bodies=dict(_bodies(base, entries, me, may_write=may_write)),
        association=shown_association(world, thread.author_id, thread),
        can_write=may_write,
        can_edit=may_write or is_author,
        action=f"{base}/threads/{number}",
        comments_action=f"{base}/comments",
        labels=labels_of(world, repository, thread),
        labels_by_name={it.name: it for it in repository.labels},
        reviewers=list(_reviewers(world, thread).items()),
        approvals=[
            it.login for it, state in _reviewers(world, thread).items() if state == "APPROVED"
        ],
        participants=_participants(thread, shown["author"], entries),
        checks=_checks(world, base, thread),
        neighbours=[
            world.full_name(it)
            for it in world.repositories_of(world.accounts[repository.owner_id])
            if it is not repository
        ],
        emoji=EMOJI,
    )


@blueprint.get("/<owner>/<name>/pull/<int:number>/files")
def show_files(owner: str, name: str, number: int) -> str:
    """Show the changed files of a pull request."""
    thread, shown = _thread(owner, name, number)
    if thread.pull is None:
        raise UnknownError("An issue has no files.")
    return render_template("files.html", **shown, showing_files=True)


def _thread(owner: str, name: str, number: int) -> tuple[Thread, dict[str, Any]]:
    """Find a thread, and give what both of its pages show."""
    world = service().world
    repository = readable(owner, name)
    thread = world.thread(world.full_name(repository), number)
    head = ""
    if thread.pull:
        fork = world.repositories.get(thread.pull.head_repository_id or 0)
        login = world.accounts[fork.owner_id].login if fork else "unknown"
        same = fork is repository
        head = thread.pull.head_ref if same else f"{login}:{thread.pull.head_ref}"
    return thread, {
        **repository_frame(repository, tab="pulls" if thread.pull else "issues"),
        "thread": thread,
        "author": world.account_or_none(thread.author_id),
        "head_label": head,
    }


def _bodies(
    base: str, entries: list[Entry], me: Account, *, may_write: bool
) -> list[tuple[int, str]]:
    """Give the HTML of comments and reviews by their ids."""
    found = []
    for it in entries:
        if it.comment:
            can_tick = may_write or it.comment.author_id == me.id
            found.append((it.comment.id, html_of(base, it.comment.body, can_tick=can_tick)))
        elif it.review:
            written = {it.review.id: it.review.body}
            written |= {one.id: one.body for one in it.review.comments}
            found += [
                (number, html_of(base, body, can_tick=False)) for number, body in written.items()
            ]
    return found


def _checks(world: World, base: str, thread: Thread) -> list[tuple[CheckRun, App, str]]:
    """Give the check runs of a pull request's head, whose they are, and what they say."""
    if thread.pull is None:
        return []
    repository = world.repositories[thread.repository_id]
    return [
        (it, world.apps[it.app_id], html_of(base, f"{it.summary or ''}\n\n{it.text or ''}"))
        for it in world.checks_of(repository, thread.pull.head_sha)
    ]


def _reviewers(world: World, thread: Thread) -> dict[Account, str]:
    """Give the last word of each reviewer; a mere comment does not undo a decision."""
    last: dict[int, str] = {}
    for it in thread.pull.reviews if thread.pull else ():
        if it.author_id is not None and (it.state != "COMMENTED" or it.author_id not in last):
            last[it.author_id] = it.state
    return {world.accounts[it]: state for it, state in last.items() if it in world.accounts}


def _participants(thread: Thread, author: Account | None, entries: list[Entry]) -> list[Account]:
    del thread
    everybody = [author, *(it.actor for it in entries)]
    found = {it.id: it for it in everybody if it}
    return sorted(found.values(), key=lambda it: it.type is AccountType.BOT)
