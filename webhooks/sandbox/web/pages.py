"""The pages that are only read: repositories, issues, pull requests, people."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, abort, render_template, request
from markupsafe import Markup, escape

from webhooks.sandbox.errors import SandboxError, UnknownError
from webhooks.sandbox.state import Account, AccountType, Repository, Thread
from webhooks.sandbox.web.avatar import avatar
from webhooks.sandbox.web.markdown import render
from webhooks.sandbox.web.timeline import EMOJI, Entry, ago, shown_association, timeline
from webhooks.sandbox.web.visitor import page_blueprint, people, service, visitor
from webhooks.sandbox.world import World

blueprint = page_blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    """Show what there is."""
    world = service().world
    organizations = [
        (it, [(one, *_open_counts(world, one)) for one in world.repositories_of(it.account)])
        for it in world.organizations.values()
    ]
    return render_template("home.html", organizations=organizations)


@blueprint.get("/avatars/<int:account_id>")
def show_avatar(account_id: int) -> Response:
    """Draw an account."""
    account = service().world.account_or_none(account_id) or abort(HTTPStatus.NOT_FOUND)
    response = Response(avatar(account), mimetype="image/svg+xml")
    response.cache_control.max_age = 3_600
    return response


@blueprint.get("/<login>")
def show_account(login: str) -> str:
    """Show a person with what they wrote, or an organization with what it has."""
    world = service().world
    account = world.account(login)
    organization = world.organizations.get(account.id)
    teams = [
        (it, [world.accounts[one] for one in sorted(it.members)])
        for it in world.teams.values()
        if it.organization_id == account.id
    ]
    threads = [
        (it, world.full_name(world.repositories[it.repository_id]))
        for it in reversed(world.threads.values())
        if it.author_id == account.id
    ]
    installed = [it for it in world.apps.values() if world.installation_on(it, account)]
    return render_template(
        "account.html",
        account=account,
        organization=organization,
        repositories=world.repositories_of(account),
        teams=teams,
        threads=threads,
        installed=installed,
    )


@blueprint.get("/<owner>/<name>")
def show_repository(owner: str, name: str) -> str:
    """Show a repository with its README."""
    repository = readable(owner, name)
    readme = repository.files.get("README.md", "")
    return render_template(
        "repository.html",
        **_repository(repository, tab="code"),
        readme=render(readme, base=f"/{owner}/{name}"),
    )


@blueprint.get("/<owner>/<name>/<any(issues, pulls):tab>")
def list_threads(owner: str, name: str, tab: str) -> str:
    """List the issues or the pull requests of a repository, latest first."""
    world = service().world
    repository = readable(owner, name)
    state = "closed" if request.args.get("state") == "closed" else "open"
    found = [
        it
        for it in reversed(world.threads_of(world.full_name(repository)))
        if (it.pull is not None) == (tab == "pulls")
    ]
    threads = [
        (it, world.account_or_none(it.author_id), _labels(world, repository, it))
        for it in found
        if it.state == state
    ]
    return render_template(
        "threads.html",
        **_repository(repository, tab=tab),
        threads=threads,
        state=state,
        open_count=sum(it.state == "open" for it in found),
        closed_count=sum(it.state == "closed" for it in found),
    )


@blueprint.get("/<owner>/<name>/issues/new")
def new_issue(owner: str, name: str) -> str:
    """Show the form for a new issue."""
    return render_template("new_issue.html", **_repository(readable(owner, name), tab="issues"))


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
        body=_html(world, base, thread.body, can_tick=may_write or is_author),
        bodies=dict(_bodies(world, base, entries, me, may_write=may_write)),
        association=shown_association(world, thread.author_id, thread),
        can_write=may_write,
        can_edit=may_write or is_author,
        action=f"{base}/threads/{number}",
        comments_action=f"{base}/comments",
        labels=_labels(world, repository, thread),
        labels_by_name={it.name: it for it in repository.labels},
        reviewers=list(_reviewers(world, thread).items()),
        approvals=[
            it.login for it, state in _reviewers(world, thread).items() if state == "APPROVED"
        ],
        participants=_participants(thread, shown["author"], entries),
        emoji=EMOJI,
    )


@blueprint.get("/<owner>/<name>/pull/<int:number>/files")
def show_files(owner: str, name: str, number: int) -> str:
    """Show the changed files of a pull request."""
    thread, shown = _thread(owner, name, number)
    if thread.pull is None:
        raise UnknownError("An issue has no files.")
    return render_template("files.html", **shown, showing_files=True)


@blueprint.app_errorhandler(SandboxError)
def show_error(error: SandboxError) -> tuple[str, int]:
    """Say what could not be done."""
    status = HTTPStatus.NOT_FOUND if isinstance(error, UnknownError) else HTTPStatus.CONFLICT
    return render_template("message.html", message=str(error)), status


@blueprint.app_context_processor
def for_all_pages() -> dict[str, Any]:
    """Give what the frame of every page needs."""
    everybody = people()
    return {
        "apps": list(service().world.apps.values()),
        "people": everybody,
        "me": visitor() if everybody else None,
        "live": request.args.get("live") == "1",
        "here": request.full_path.rstrip("?"),
    }


@blueprint.app_template_filter("ago")
def show_ago(at: Any) -> str:
    """Say how long ago a moment was."""
    return ago(at, service().world.now())


@blueprint.app_template_filter("title_line")
def show_title(title: str) -> Markup:
    """Show what stands between backticks in a title as code, as GitHub does."""
    pieces = str(escape(title)).split("`")
    if len(pieces) % 2 == 0:
        return escape(title)
    shown = (f"<code>{it}</code>" if index % 2 else it for index, it in enumerate(pieces))
    return Markup("".join(shown))  # noqa: S704 -- the title was escaped above


def readable(owner: str, name: str) -> Repository:
    """Find a repository that the visitor may see."""
    world = service().world
    repository = world.repository(f"{owner}/{name}")
    if world.permission_of(visitor(), repository).value == "none":
        raise UnknownError(f"there is no repository {owner}/{name}")
    return repository


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
        **_repository(repository, tab="pulls" if thread.pull else "issues"),
        "thread": thread,
        "author": world.account_or_none(thread.author_id),
        "head_label": head,
    }


def _repository(repository: Repository, *, tab: str) -> dict[str, Any]:
    world = service().world
    issues, pulls = _open_counts(world, repository)
    return {
        "repository": repository,
        "owner": world.accounts[repository.owner_id],
        "full_name": world.full_name(repository),
        "counts": {"issues": issues, "pulls": pulls},
        "tab": tab,
    }


def _open_counts(world: World, repository: Repository) -> tuple[int, int]:
    found = [it for it in world.threads_of(world.full_name(repository)) if it.state == "open"]
    pulls = sum(it.pull is not None for it in found)
    return len(found) - pulls, pulls


def _labels(world: World, repository: Repository, thread: Thread) -> list[Any]:
    return [it for name in thread.labels if (it := world.find_label(repository, name))]


def _html(world: World, base: str, text: str, *, can_tick: bool) -> str:
    logins = {it.login.casefold() for it in world.accounts.values()}
    return render(
        text, base=base, can_tick=can_tick, mentionable=lambda it: it.casefold() in logins
    )


def _bodies(
    world: World, base: str, entries: list[Entry], me: Account, *, may_write: bool
) -> list[tuple[int, str]]:
    """Give the HTML of comments and reviews by their ids."""
    found = []
    for it in entries:
        if it.comment:
            can_tick = may_write or it.comment.author_id == me.id
            found.append((it.comment.id, _html(world, base, it.comment.body, can_tick=can_tick)))
        elif it.review:
            found.append((it.review.id, _html(world, base, it.review.body, can_tick=False)))
    return found


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
