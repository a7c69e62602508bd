"""Repositories, their labels and the contents of their files as GitHub writes them in JSON."""

from __future__ import annotations

import base64

from webhooks.sandbox.numbers import commit_sha, node_id
from webhooks.sandbox.shapes.people import Json, api, moment, simple_user
from webhooks.sandbox.state import Account, Label, Permission, Repository
from webhooks.sandbox.tenancy import Tenancy

_LINKS = {
    "forks_url": "/forks",
    "keys_url": "/keys{/key_id}",
    "collaborators_url": "/collaborators{/collaborator}",
    "teams_url": "/teams",
    "hooks_url": "/hooks",
    "issue_events_url": "/issues/events{/number}",
    "events_url": "/events",
    "assignees_url": "/assignees{/user}",
    "branches_url": "/branches{/branch}",
    "tags_url": "/tags",
    "blobs_url": "/git/blobs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "trees_url": "/git/trees{/sha}",
    "statuses_url": "/statuses/{sha}",
    "languages_url": "/languages",
    "stargazers_url": "/stargazers",
    "contributors_url": "/contributors",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "commits_url": "/commits{/sha}",
    "git_commits_url": "/git/commits{/sha}",
    "comments_url": "/comments{/number}",
    "issue_comment_url": "/issues/comments{/number}",
    "contents_url": "/contents/{+path}",
    "compare_url": "/compare/{base}...{head}",
    "merges_url": "/merges",
    "archive_url": "/{archive_format}{/ref}",
    "downloads_url": "/downloads",
    "issues_url": "/issues{/number}",
    "pulls_url": "/pulls{/number}",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "labels_url": "/labels{/name}",
    "releases_url": "/releases{/id}",
    "deployments_url": "/deployments",
}


def repository_url(world: Tenancy, it: Repository) -> str:
    """Give the REST address of a repository."""
    return api(world, f"/repos/{world.full_name(it)}")


def repository_page(world: Tenancy, it: Repository) -> str:
    """Give the address of a repository's page."""
    return f"{world.server_url}/{world.full_name(it)}"


def minimal_repository(world: Tenancy, it: Repository) -> Json:
    """Write a repository as webhooks and lists do (`repository`, `repository-webhooks`)."""
    url, page = repository_url(world, it), repository_page(world, it)
    open_count = sum(
        thread.repository_id == it.id and thread.state == "open"
        for thread in world.threads.values()
    )
    fork_count = sum(other.parent_id == it.id for other in world.repositories.values())
    return {
        "id": it.id,
        "node_id": node_id("R", it.id),
        "name": it.name,
        "full_name": world.full_name(it),
        "private": it.private,
        "owner": simple_user(world, world.accounts[it.owner_id]),
        "html_url": page,
        "description": it.description or None,
        "fork": it.parent_id is not None,
        "url": url,
        **{name: url + suffix for name, suffix in _LINKS.items()},
        "git_url": f"git://{page.split('://', 1)[1]}.git",
        "ssh_url": f"git@{page.split('://', 1)[1]}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "mirror_url": None,
        "homepage": None,
        "size": sum(map(len, it.files.values())) // 1024,
        "stargazers_count": it.stars,
        "watchers_count": it.stars,
        "language": it.language or None,
        "has_issues": it.parent_id is None,
        "has_projects": False,
        "has_wiki": False,
        "has_pages": False,
        "has_downloads": True,
        "has_discussions": True,
        "forks_count": fork_count,
        "archived": it.archived,
        "disabled": False,
        "open_issues_count": open_count,
        "license": None,
        "allow_forking": True,
        "is_template": False,
        "web_commit_signoff_required": True,
        "topics": [],
        "visibility": "private" if it.private else "public",
        "forks": fork_count,
        "open_issues": open_count,
        "watchers": it.stars,
        "default_branch": it.default_branch,
        "pushed_at": moment(it.created_at),
        "created_at": moment(it.created_at),
        "updated_at": moment(it.created_at),
    }


def full_repository(world: Tenancy, it: Repository) -> Json:
    """Write a repository as `GET /repos/{owner}/{repo}` does (`full-repository`)."""
    shape = minimal_repository(world, it)
    shape |= {
        "network_count": shape["forks_count"],
        "subscribers_count": 0,
        "temp_clone_token": None,
    }
    if it.owner_id in world.organizations:
        shape["organization"] = shape["owner"]
    if it.parent_id is not None:
        parent = minimal_repository(world, world.repositories[it.parent_id])
        shape |= {"parent": parent, "source": parent}
    return shape


def repository_in_short(world: Tenancy, it: Repository) -> Json:
    """Write a repository the shortest way, as `installation` webhooks do."""
    return {
        "id": it.id,
        "node_id": node_id("R", it.id),
        "name": it.name,
        "full_name": world.full_name(it),
        "private": it.private,
    }


def label(world: Tenancy, repository: Repository, it: Label) -> Json:
    """Write a label (`label`)."""
    return {
        "id": it.id,
        "node_id": node_id("LA", repository.id, it.id),
        "url": f"{repository_url(world, repository)}/labels/{it.name.replace(' ', '%20')}",
        "name": it.name,
        "color": it.color,
        "default": it.name in {"bug", "documentation", "good first issue"},
        "description": it.description or None,
    }


def collaborator_permission(world: Tenancy, repository: Repository, account: Account) -> Json:
    """Write what somebody may do (`repository-collaborator-permission`)."""
    permission = world.permission_of(account, repository)
    can = {
        "pull": permission is not Permission.NONE,
        "triage": permission in {Permission.WRITE, Permission.ADMIN},
        "push": permission in {Permission.WRITE, Permission.ADMIN},
        "maintain": permission is Permission.ADMIN,
        "admin": permission is Permission.ADMIN,
    }
    user = simple_user(world, account) | {"permissions": can, "role_name": permission.value}
    return {"permission": permission.value, "role_name": permission.value, "user": user}


def content(
    world: Tenancy, repository: Repository, path: str, *, ref: str, text: str | None
) -> Json:
    """Write a file or a folder without what it holds, as the list of a folder does.

    Args:
        world: Where it is.
        repository: Where it is.
        path: From the top of the repository.
        ref: The branch or the commit that was asked for.
        text: What a file holds; None for a folder.
    """
    is_file = text is not None
    sha = commit_sha("blob", text) if is_file else commit_sha("folder", ref, path)
    url = f"{repository_url(world, repository)}/contents/{path}?ref={ref}"
    page = f"{repository_page(world, repository)}/{'blob' if is_file else 'tree'}/{ref}/{path}"
    git = f"{repository_url(world, repository)}/git/{'blobs' if is_file else 'trees'}/{sha}"
    raw = f"{repository_page(world, repository)}/raw/{ref}/{path}"
    return {
        "name": path.rsplit("/", 1)[-1],
        "path": path,
        "sha": sha,
        "size": len((text or "").encode()),
        "url": url,
        "html_url": page,
        "git_url": git,
        "download_url": raw if is_file else None,
        "type": "file" if is_file else "dir",
        "_links": {"self": url, "git": git, "html": page},
    }


def content_file(
    world: Tenancy, repository: Repository, path: str, *, ref: str, text: str
) -> Json:
    """Write a file with its contents in Base64 (`content-file`)."""
    encoded = base64.encodebytes(text.encode()).decode()
    shape = content(world, repository, path, ref=ref, text=text)
    return shape | {"content": encoded, "encoding": "base64"}
