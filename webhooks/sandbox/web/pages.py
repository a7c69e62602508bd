"""The pages that are only read: what there is, people, repositories, lists of threads."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, abort, render_template, request
from markupsafe import Markup, escape

from webhooks.sandbox.errors import SandboxError, UnknownError
from webhooks.sandbox.state import (
    Permission,
    Repository,
    Thread,
)
from webhooks.sandbox.web.avatar import avatar
from webhooks.sandbox.web.markdown import render
from webhooks.sandbox.web.timeline import ago
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
        members=[world.accounts[it] for it in sorted(organization.members)]
        if organization
        else [],
        is_owner=organization is not None and visitor().id in organization.owners,
    )


@blueprint.get("/<owner>/<name>")
def showrepository_frame(owner: str, name: str) -> str:
    """Show a repository with its files and its README."""
    repository = readable(owner, name)
    readme = repository.files.get("README.md", "")
    return render_template(
        "repository.html",
        **repository_frame(repository, tab="code"),
        readme=render(readme, base=f"/{owner}/{name}"),
        paths=sorted(repository.files),
        release_count=sum(
            it.repository_id == repository.id for it in service().world.releases.values()
        ),
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
        (it, world.account_or_none(it.author_id), labels_of(world, repository, it))
        for it in found
        if it.state == state
    ]
    return render_template(
        "threads.html",
        **repository_frame(repository, tab=tab),
        threads=threads,
        state=state,
        open_count=sum(it.state == "open" for it in found),
        closed_count=sum(it.state == "closed" for it in found),
    )


@blueprint.get("/<owner>/<name>/issues/new")
def new_issue(owner: str, name: str) -> str:
    """Show the form for a new issue."""
    return render_template(
        "new_issue.html", **repository_frame(readable(owner, name), tab="issues")
    )


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


def repository_frame(repository: Repository, *, tab: str) -> dict[str, Any]:
    """Give what the head of every page of a repository shows; `tab` is the one in use."""
    world = service().world
    issues, pulls = _open_counts(world, repository)
    return {
        "repository": repository,
        "owner": world.accounts[repository.owner_id],
        "full_name": world.full_name(repository),
        "counts": {
            "issues": issues,
            "pulls": pulls,
            "discussions": sum(it[0] == repository.id for it in world.discussions),
        },
        "may_administer": world.permission_of(visitor(), repository) is Permission.ADMIN,
        "tab": tab,
    }


def _open_counts(world: World, repository: Repository) -> tuple[int, int]:
    found = [it for it in world.threads_of(world.full_name(repository)) if it.state == "open"]
    pulls = sum(it.pull is not None for it in found)
    return len(found) - pulls, pulls


def labels_of(world: World, repository: Repository, thread: Thread) -> list[Any]:
    """Give the labels that a thread bears."""
    return [it for name in thread.labels if (it := world.find_label(repository, name))]


def html_of(base: str, text: str, *, can_tick: bool = False) -> str:
    """Render Markdown that somebody wrote, with links to those whom it mentions.

    Args:
        base: The path of the repository, for its numbers.
        text: The Markdown.
        can_tick: Whether boxes can be ticked, in a form around it.
    """
    world = service().world
    logins = {it.login.casefold() for it in world.accounts.values()}
    return render(
        text, base=base, can_tick=can_tick, mentionable=lambda it: it.casefold() in logins
    )
