"""Accounts, organizations and teams in GraphQL; an organization is given by its account."""

from __future__ import annotations

from typing import Any

from webhooks.sandbox.errors import UnknownError
from webhooks.sandbox.graphql.fields import Fields, View, small_id
from webhooks.sandbox.graphql.pages import Listing, moment_key
from webhooks.sandbox.graphql.refusals import not_resolved
from webhooks.sandbox.shapes.people import account_page
from webhooks.sandbox.state import Account, AccountType, Organization, Repository, Team

FIELDS = Fields()


@FIELDS.on("organization", "Query")
def organization(_: None, view: View, login: str) -> Account:
    """Find an organization by its login."""
    try:
        return view.world.organization(login).account
    except UnknownError:
        raise not_resolved("Organization", f"login of '{login}'") from None


@FIELDS.on("user", "Query")
def user(_: None, view: View, login: str) -> Account:
    """Find a person by their login."""
    try:
        account = view.world.account(login)
    except UnknownError:
        account = None
    if account is None or account.type is not AccountType.USER:
        raise not_resolved("User", f"login of '{login}'")
    return account


@FIELDS.on("databaseId", "User", "Bot", "Organization", "Team")
def database_id(value: Account | Team, _: View) -> int | None:
    """Give the number that REST calls id."""
    return small_id(value.id)


@FIELDS.on("login", "Bot")
def bot_login(bot: Account, _: View) -> str:
    """Give a bot's name as GraphQL does, without the mark that REST puts after it."""
    return bot.login.removesuffix("[bot]")


@FIELDS.on("name", "User", "Organization")
def name(account: Account, _: View) -> str | None:
    """Give the name that an account goes by; null where it has none."""
    return account.name or None


@FIELDS.on("url", "User", "Bot", "Organization")
def url(account: Account, view: View) -> str:
    """Give the address of an account's page."""
    return account_page(view.world, account)


@FIELDS.on("updatedAt", "User", "Bot", "Organization")
def updated_at(account: Account, _: View) -> Any:
    """Give when an account changed; the sandbox knows only when it came to be."""
    return account.created_at


@FIELDS.on("description", "Organization")
def description(account: Account, view: View) -> str:
    """Give what an organization says of itself."""
    return view.world.organizations[account.id].description


@FIELDS.connection("repositories", "Organization")
def repositories(
    account: Account,
    view: View,
    order_by: dict[str, str] | None = None,
    is_archived: bool | None = None,  # noqa: FBT001 -- GraphQL passes arguments by name
    is_fork: bool | None = None,  # noqa: FBT001
    privacy: str | None = None,
) -> Listing[Repository]:
    """List the repositories that the caller may see, oldest first unless told otherwise."""
    found = [
        it
        for it in view.world.repositories_of(account)
        if view.sees(it)
        and is_archived in {None, it.archived}
        and is_fork in {None, it.parent_id is not None}
        and privacy in {None, "PRIVATE" if it.private else "PUBLIC"}
    ]
    order = order_by or {"field": "CREATED_AT", "direction": "ASC"}
    descending = order["direction"] == "DESC"
    if order["field"] == "NAME":
        return Listing(
            items=found, key=lambda it: (it.name.casefold(), it.id), descending=descending
        )
    if order["field"] == "STARGAZERS":
        return Listing(items=found, key=lambda it: (it.stars, it.id), descending=descending)
    if order["field"] == "CREATED_AT":
        return Listing(
            items=found, key=lambda it: moment_key(it.created_at, it.id), descending=descending
        )
    head = view.world.commits
    return Listing(
        items=found,
        key=lambda it: moment_key(head[it.head_sha].committed_at, it.id),
        descending=descending,
    )


@FIELDS.connection("membersWithRole", "Organization")
def members_with_role(account: Account, view: View) -> Listing[Account]:
    """List the members of an organization, and on the edges what they are in it."""
    view.require_members(account)
    house: Organization = view.world.organizations[account.id]
    return Listing(
        items=[view.world.accounts[it] for it in house.members],
        key=lambda it: (it.id,),
        edge=lambda it: {"role": "ADMIN" if it.id in house.owners else "MEMBER"},
    )


@FIELDS.connection("teams", "Organization")
def teams(account: Account, view: View) -> Listing[Team]:
    """List the teams of an organization."""
    view.require_members(account)
    found = [it for it in view.world.teams.values() if it.organization_id == account.id]
    return Listing(items=found, key=lambda it: (it.id,))


@FIELDS.on("team", "Organization")
def team(account: Account, view: View, slug: str) -> Team | None:
    """Find a team by its slug; null where there is none."""
    view.require_members(account)
    try:
        return view.world.team(account.login, slug)
    except UnknownError:
        return None


@FIELDS.on("organization", "Team")
def team_organization(value: Team, view: View) -> Account:
    """Give the organization of a team."""
    return view.world.accounts[value.organization_id]


@FIELDS.on("url", "Team")
def team_url(value: Team, view: View) -> str:
    """Give the address of a team's page."""
    login = view.world.accounts[value.organization_id].login
    return f"{view.world.server_url}/orgs/{login}/teams/{value.slug}"


@FIELDS.connection("members", "Team")
def members(value: Team, view: View) -> Listing[Account]:
    """List the members of a team, and on the edges what they are in it."""
    return Listing(
        items=[view.world.accounts[it] for it in value.members],
        key=lambda it: (it.id,),
        edge=lambda it: {"role": "MAINTAINER" if it.id in value.maintainers else "MEMBER"},
    )
