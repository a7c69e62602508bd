"""What owners change: names of repositories, where they belong, who is in which team."""

from __future__ import annotations

from http import HTTPStatus

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from webhooks.sandbox.errors import RefusedError
from webhooks.sandbox.state import Account, Organization, Permission, Repository
from webhooks.sandbox.web.pages import readable, repository_frame
from webhooks.sandbox.web.visitor import page_blueprint, service, visitor

blueprint = page_blueprint("settings", __name__)


@blueprint.get("/<owner>/<name>/settings")
def show_settings(owner: str, name: str) -> str:
    """Show what an owner may change about a repository."""
    repository = _administered(owner, name)
    world = service().world
    others = [it.account for it in world.organizations.values()]
    return render_template(
        "settings.html",
        **repository_frame(repository, tab="settings"),
        takers=[it for it in others if it.id != repository.owner_id],
    )


@blueprint.post("/<owner>/<name>/settings/<any(rename, archive, transfer, delete):what>")
def change_repository(owner: str, name: str, what: str) -> Response:
    """Rename, archive, give away or delete a repository."""
    world, repository, me = service().world, _administered(owner, name), visitor()
    repo = world.full_name(repository)
    if what == "delete":
        world.delete_repository(repo, by=me.login)
        return redirect("/", HTTPStatus.SEE_OTHER)
    if what == "rename":
        world.rename_repository(repo, to=_free_name(repository), by=me.login)
    elif what == "archive":
        world.archive_repository(repo, archived=not repository.archived, by=me.login)
    else:
        world.transfer_repository(repo, to=request.form["to"], by=me.login)
    return redirect(f"/{world.full_name(repository)}", HTTPStatus.SEE_OTHER)


@blueprint.post("/orgs/<organization>/teams/<slug>")
def switch_member(organization: str, slug: str) -> Response:
    """Take somebody into a team, or out of it where they are in it."""
    world, me = service().world, visitor()
    _check_owner(world.organization(organization), me)
    login = request.form["login"]
    if world.account(login).id in world.team(organization, slug).members:
        world.leave_team(organization, slug, login, by=me.login)
    else:
        world.join_team(organization, slug, login, by=me.login)
    return redirect(f"/{organization}", HTTPStatus.SEE_OTHER)


@blueprint.post("/orgs/<organization>/members")
def switch_membership(organization: str) -> Response:
    """Take somebody into an organization, or out of it where they are in it."""
    world, me = service().world, visitor()
    house, login = world.organization(organization), request.form["login"]
    _check_owner(house, me)
    account = world.account(login)
    if account.id in house.owners:
        raise RefusedError(f"{login} owns {organization} and stays.")
    if account.id in house.members:
        world.leave_organization(organization, login, by=me.login)
    else:
        world.join_organization(organization, login, by=me.login)
    return redirect(f"/{organization}", HTTPStatus.SEE_OTHER)


def _administered(owner: str, name: str) -> Repository:
    repository = readable(owner, name)
    if service().world.permission_of(visitor(), repository) is not Permission.ADMIN:
        raise RefusedError(f"{visitor().login} does not own this repository.")
    return repository


def _free_name(repository: Repository) -> str:
    name = "-".join(request.form["to"].split())
    siblings = service().world.repositories_of(service().world.accounts[repository.owner_id])
    if not name or name.casefold() in {it.name.casefold() for it in siblings}:
        raise RefusedError(f"The name “{name}” is empty or taken already.")
    return name


def _check_owner(organization: Organization, account: Account) -> None:
    if account.id not in organization.owners:
        raise RefusedError(f"{account.login} is no owner of {organization.account.login}.")
