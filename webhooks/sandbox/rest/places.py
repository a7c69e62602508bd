"""Repositories and their labels, people, organizations, teams."""

from __future__ import annotations

from http import HTTPStatus

from webhooks.sandbox.errors import UnknownError
from webhooks.sandbox.rest.problems import invalid, not_accessible, not_found, unauthenticated
from webhooks.sandbox.rest.routing import Answer, Call, Router
from webhooks.sandbox.shapes import people, repositories
from webhooks.sandbox.state import Account, Organization, Team

router = Router()


@router.on("GET", "/repos/<owner>/<repo>")
def get_repository(call: Call) -> Answer:
    """Tell of a repository."""
    repository = call.repository("metadata")
    return Answer(body=repositories.full_repository(call.world, repository))


@router.on("GET", "/repos/<owner>/<repo>/labels")
def list_labels(call: Call) -> Answer:
    """List the labels of a repository."""
    repository = call.repository("issues", "pull_requests")
    return call.paged(repository.labels, lambda it: repositories.label(call.world, repository, it))


@router.on("POST", "/repos/<owner>/<repo>/labels")
def create_label(call: Call) -> Answer:
    """Create a label."""
    repository = call.repository("issues", "pull_requests", level="write")
    call.require_push(repository)
    name = call.text("name", "Label") or ""
    if call.world.find_label(repository, name):
        raise invalid("Label", "name", "already_exists")
    created = call.world.add_label(
        repository,
        name,
        color=call.text("color", "Label", required=False) or "ededed",
        description=call.text("description", "Label", required=False, most=100) or "",
    )
    body = repositories.label(call.world, repository, created)
    return Answer(body=body, status=HTTPStatus.CREATED)


@router.on("GET", "/repos/<owner>/<repo>/labels/<name>")
def get_label(call: Call) -> Answer:
    """Tell of a label."""
    repository = call.repository("issues", "pull_requests")
    found = call.world.find_label(repository, call.arguments["name"])
    if found is None:
        raise not_found()
    return Answer(body=repositories.label(call.world, repository, found))


@router.on("GET", "/repos/<owner>/<repo>/collaborators/<login>/permission")
def get_permission(call: Call) -> Answer:
    """Tell what somebody may do in a repository."""
    repository = call.repository("metadata")
    if call.caller.app is None:
        raise unauthenticated()
    account = _account(call)
    return Answer(body=repositories.collaborator_permission(call.world, repository, account))


@router.on("GET", "/users/<login>")
def get_user(call: Call) -> Answer:
    """Tell of a person."""
    return Answer(body=people.public_user(call.world, _account(call)))


@router.on("GET", "/user")
def get_own_user(call: Call) -> Answer:
    """Tell a person of themselves; Apps as such are nobody here."""
    if call.caller.user is None:
        raise unauthenticated() if call.caller.app is None else not_accessible()
    return Answer(body=people.public_user(call.world, call.caller.user))


@router.on("GET", "/orgs/<organization>/memberships/<login>")
def get_organization_membership(call: Call) -> Answer:
    """Tell what somebody is in an organization."""
    house, account = _organization(call), _account(call)
    if account.id not in house.members:
        raise not_found()
    return Answer(body=people.organization_membership(call.world, house, account))


@router.on("GET", "/orgs/<organization>/teams/<slug>/memberships/<login>")
def get_team_membership(call: Call) -> Answer:
    """Tell what somebody is in a team; 404 for those who are not in it."""
    team, account = _team(call), _account(call)
    if account.id not in team.members:
        raise not_found()
    return Answer(body=people.team_membership(call.world, team, account))


@router.on("GET", "/orgs/<organization>/teams/<slug>/members")
def list_team_members(call: Call) -> Answer:
    """List the people of a team."""
    team = _team(call)
    role = call.query.get("role", "all")
    chosen = {
        "all": team.members,
        "maintainer": team.maintainers,
        "member": team.members - team.maintainers,
    }.get(role, team.members)
    accounts = [call.world.accounts[it] for it in sorted(chosen)]
    return call.paged(accounts, lambda it: people.simple_user(call.world, it))


@router.on("GET", "/rate_limit")
def get_rate_limit(call: Call) -> Answer:
    """Tell what is left of the hour's requests and points."""
    state = call.limits.state(call.caller, call.world.now())
    points = call.points.state(call.caller, call.world.now())
    resources = {"core": state, "search": state, "graphql": points}
    return Answer(body={"resources": resources, "rate": state})


@router.on("GET", "/meta")
def get_meta(call: Call) -> Answer:
    """Tell from which addresses webhooks come: from this machine only."""
    del call
    here = ["127.0.0.1/32"]
    return Answer(
        body={
            "verifiable_password_authentication": False,
            "hooks": here,
            "web": here,
            "api": here,
        }
    )


def _account(call: Call) -> Account:
    try:
        return call.world.account(call.arguments["login"])
    except UnknownError:
        raise not_found() from None


def _organization(call: Call) -> Organization:
    """Find the organization, if the caller may see its members."""
    try:
        house = call.world.organization(call.arguments["organization"])
    except UnknownError:
        raise not_found() from None
    if call.caller.app is None:
        raise unauthenticated()
    installation = call.caller.installation
    if installation and installation.account_id != house.account.id:
        raise not_accessible()
    if installation and not call.caller.may("members", "read"):
        raise not_accessible()
    if call.caller.is_app:
        raise not_accessible()
    return house


def _team(call: Call) -> Team:
    house = _organization(call)
    try:
        return call.world.team(house.account.login, call.arguments["slug"])
    except UnknownError:
        raise not_found() from None
