"""Accounts, organizations, teams and Apps as GitHub writes them in JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from webhooks.sandbox.ground import Ground
from webhooks.sandbox.numbers import node_id
from webhooks.sandbox.state import (
    Account,
    AccountType,
    App,
    Installation,
    Organization,
    Team,
)

Json = dict[str, Any]

_ACCOUNT_PREFIX = {
    AccountType.USER: "U",
    AccountType.BOT: "BOT",
    AccountType.ORGANIZATION: "O",
}


def moment(at: datetime) -> str:
    """Write a moment as GitHub does: UTC, whole seconds, Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_or_null(at: datetime | None) -> str | None:
    """Write a moment, or null where there is none."""
    return None if at is None else moment(at)


def api(world: Ground, path: str) -> str:
    """Give the address of a REST resource; `path` begins with a slash."""
    return f"{world.server_url}/api/v3{path}"


def simple_user(world: Ground, account: Account) -> Json:
    """Write an account the short way (`simple-user`)."""
    url = api(world, f"/users/{account.login}")
    return {
        "login": account.login,
        "id": account.id,
        "node_id": account_node(account),
        "avatar_url": f"{world.server_url}/avatars/{account.id}",
        "gravatar_id": "",
        "url": url,
        "html_url": account_page(world, account),
        "followers_url": f"{url}/followers",
        "following_url": f"{url}/following{{/other_user}}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{url}/subscriptions",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}",
        "received_events_url": f"{url}/received_events",
        "type": account.type.value,
        "user_view_type": "public",
        "site_admin": False,
    }


def account_node(account: Account) -> str:
    """Give the global id of an account."""
    return node_id(_ACCOUNT_PREFIX[account.type], account.id)


def account_page(world: Ground, account: Account) -> str:
    """Give the address of an account's page; a bot's is that of its App."""
    if account.type is AccountType.BOT:
        return f"{world.server_url}/apps/{account.login.removesuffix('[bot]')}"
    return f"{world.server_url}/{account.login}"


def user_or_null(world: Ground, account_id: int | None) -> Json | None:
    """Write an account the short way; null where it was deleted."""
    account = world.account_or_none(account_id)
    return None if account is None else simple_user(world, account)


def user_or_ghost(world: Ground, account_id: int | None) -> Json:
    """Write an account where GitHub always has one: deleted people are all `ghost` there."""
    born = datetime(2008, 5, 13, tzinfo=UTC)
    ghost = Account(id=10_137, login="ghost", type=AccountType.USER, created_at=born)
    return simple_user(world, world.account_or_none(account_id) or ghost)


def public_user(world: Ground, account: Account) -> Json:
    """Write an account as `GET /users/{login}` and, for oneself, `GET /user` do."""
    return simple_user(world, account) | {
        "name": account.name or None,
        "company": None,
        "blog": "",
        "location": None,
        "email": None,
        "hireable": None,
        "bio": account.bio or None,
        "twitter_username": None,
        "public_repos": sum(it.owner_id == account.id for it in world.repositories.values()),
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": moment(account.created_at),
        "updated_at": moment(account.created_at),
    }


def organization_simple(world: Ground, organization: Organization) -> Json:
    """Write an organization the short way (`organization-simple`)."""
    account = organization.account
    url = api(world, f"/orgs/{account.login}")
    return {
        "login": account.login,
        "id": account.id,
        "node_id": node_id("O", account.id),
        "url": url,
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": f"{world.server_url}/avatars/{account.id}",
        "description": organization.description,
    }


def team(world: Ground, it: Team) -> Json:
    """Write a team as webhooks do."""
    url = api(world, f"/organizations/{it.organization_id}/team/{it.id}")
    login = world.accounts[it.organization_id].login
    return {
        "name": it.name,
        "id": it.id,
        "node_id": node_id("T", it.organization_id, it.id),
        "slug": it.slug,
        "description": None,
        "privacy": "closed",
        "notification_setting": "notifications_enabled",
        "url": url,
        "html_url": f"{world.server_url}/orgs/{login}/teams/{it.slug}",
        "members_url": f"{url}/members{{/member}}",
        "repositories_url": f"{url}/repos",
        "permission": "push",
        "parent": None,
    }


def team_membership(world: Ground, team: Team, account: Account) -> Json:
    """Write what an account is in a team that it belongs to (`team-membership`)."""
    house, login = team.organization_id, account.login
    return {
        "url": api(world, f"/organizations/{house}/team/{team.id}/memberships/{login}"),
        "role": "maintainer" if account.id in team.maintainers else "member",
        "state": "active",
    }


def organization_membership(world: Ground, organization: Organization, account: Account) -> Json:
    """Write what an account is in an organization that it belongs to (`org-membership`)."""
    url = api(world, f"/orgs/{organization.account.login}")
    return {
        "url": f"{url}/memberships/{account.login}",
        "state": "active",
        "role": "admin" if account.id in organization.owners else "member",
        "organization_url": url,
        "organization": organization_simple(world, organization),
        "user": simple_user(world, account),
    }


def integration(world: Ground, app: App) -> Json:
    """Write an App as `GET /app` does (`integration`)."""
    installed = sum(it.app_id == app.id for it in world.installations.values())
    return integration_simple(world, app) | {"installations_count": installed}


def integration_simple(world: Ground, app: App) -> Json:
    """Write an App as it stands in comments that it made."""
    return {
        "id": app.id,
        "client_id": app.client_id,
        "slug": app.slug,
        "node_id": node_id("A", app.owner_id, app.id),
        "owner": simple_user(world, world.accounts[app.owner_id]),
        "name": app.name,
        "description": app.description,
        "external_url": app.homepage,
        "html_url": f"{world.server_url}/apps/{app.slug}",
        "created_at": moment(app.created_at),
        "updated_at": moment(app.created_at),
        "permissions": app.permissions,
        "events": list(app.events),
    }


def integration_or_null(world: Ground, app_id: int | None) -> Json | None:
    """Write the App that something was performed via; null where there was none."""
    app = None if app_id is None else world.apps.get(app_id)
    return None if app is None else integration_simple(world, app)


def installation(world: Ground, it: Installation) -> Json:
    """Write an installation (`installation`)."""
    app, account = world.apps[it.app_id], world.accounts[it.account_id]
    settings = f"/organizations/{account.login}/settings/installations/{it.id}"
    if account.type is not AccountType.ORGANIZATION:
        settings = f"/settings/installations/{it.id}"
    return {
        "id": it.id,
        "client_id": app.client_id,
        "account": simple_user(world, account),
        "repository_selection": "all" if it.repository_ids is None else "selected",
        "access_tokens_url": api(world, f"/app/installations/{it.id}/access_tokens"),
        "repositories_url": api(world, "/installation/repositories"),
        "html_url": f"{world.server_url}{settings}",
        "app_id": app.id,
        "app_slug": app.slug,
        "target_id": account.id,
        "target_type": account.type.value,
        "permissions": it.permissions,
        "events": list(app.events),
        "created_at": moment(it.created_at),
        "updated_at": moment(it.updated_at),
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": user_or_null(world, it.suspended_by_id),
        "suspended_at": moment_or_null(it.suspended_at),
    }
