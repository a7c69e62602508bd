"""Commits, folders and check runs as GitHub writes them in JSON."""

from __future__ import annotations

from webhooks.sandbox.git import Commit, Push, author_of
from webhooks.sandbox.numbers import commit_sha, node_id
from webhooks.sandbox.shapes import threads
from webhooks.sandbox.shapes.people import Json, moment, user_or_null
from webhooks.sandbox.shapes.repositories import repository_page, repository_url
from webhooks.sandbox.state import Account, ChangedFile, Repository
from webhooks.sandbox.tenancy import Tenancy


def commit(world: Tenancy, repository: Repository, it: Commit) -> Json:
    """Write a commit (`commit`); its parents are not kept here."""
    base, page = repository_url(world, repository), repository_page(world, repository)
    author = it.authors[0]
    signature = {"name": author.name, "email": author.email, "date": moment(it.committed_at)}
    user = user_or_null(world, author.account_id)
    tree = tree_sha(it)
    return {
        "sha": it.oid,
        "node_id": node_id("C", repository.id, int(it.oid[:8], 16)),
        "url": f"{base}/commits/{it.oid}",
        "html_url": f"{page}/commit/{it.oid}",
        "comments_url": f"{base}/commits/{it.oid}/comments",
        "commit": {
            "url": f"{base}/git/commits/{it.oid}",
            "author": signature,
            "committer": signature,
            "message": it.message,
            "comment_count": 0,
            "tree": {"sha": tree, "url": f"{base}/git/trees/{tree}"},
        },
        "author": user,
        "committer": user,
        "parents": [],
    }


def commit_in_full(
    world: Tenancy, repository: Repository, it: Commit, files: tuple[ChangedFile, ...]
) -> Json:
    """Write a commit as `GET /repos/{owner}/{repo}/commits/{ref}` does, with what it changes."""
    additions, deletions = (
        sum(getattr(one, name) for one in files) for name in ("additions", "deletions")
    )
    stats = {"additions": additions, "deletions": deletions, "total": additions + deletions}
    shapes = [threads.changed_file(world, repository, one, sha=it.oid) for one in files]
    return commit(world, repository, it) | {"stats": stats, "files": shapes}


def push(world: Tenancy, repository: Repository, it: Push, sender: Account) -> Json:
    """Write what a push webhook tells."""
    page, head = repository_page(world, repository), it.commits[-1]
    shapes = [_pushed(page, one, it.files) for one in it.commits]
    return {
        "ref": f"refs/heads/{repository.default_branch}",
        "before": it.before,
        "after": head.oid,
        "base_ref": None,
        "compare": f"{page}/compare/{it.before[:12]}...{head.oid[:12]}",
        "created": False,
        "deleted": False,
        "forced": False,
        "commits": shapes,
        "head_commit": shapes[-1],
        "pusher": {"name": sender.login, "email": author_of(sender).email},
    }


def _pushed(page: str, it: Commit, files: tuple[ChangedFile, ...]) -> Json:
    gone = [one.path for one in files if one.status == "removed"]
    paths = {
        "added": [one.path for one in files if one.status in {"added", "renamed"}],
        "removed": gone + [one.previous_path for one in files if one.status == "renamed"],
        "modified": [one.path for one in files if one.status == "modified"],
    }
    author = {"name": it.authors[0].name, "email": it.authors[0].email}
    return {
        "id": it.oid,
        "tree_id": tree_sha(it),
        "distinct": True,
        "message": it.message,
        "timestamp": moment(it.committed_at),
        "url": f"{page}/commit/{it.oid}",
        "author": author,
        "committer": author,
        **paths,
    }


def tree_sha(it: Commit) -> str:
    """Give the hash of a commit's files, which depends on them only."""
    return commit_sha("tree", *(part for item in sorted(it.files.items()) for part in item))


def tree(world: Tenancy, repository: Repository, it: Commit, *, recursive: bool) -> Json:
    """Write what a commit holds (`git-tree`): everything, or the top only."""
    base = repository_url(world, repository)
    entries: dict[str, Json] = {}
    for path, text in sorted(it.files.items()):
        parts = path.split("/")
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth])
            sha = commit_sha("folder", it.oid, folder)
            entries.setdefault(
                folder,
                {
                    "path": folder,
                    "mode": "040000",
                    "type": "tree",
                    "sha": sha,
                    "url": f"{base}/git/trees/{sha}",
                },
            )
        sha = commit_sha("blob", text)
        entries[path] = {
            "path": path,
            "mode": "100644",
            "type": "blob",
            "sha": sha,
            "size": len(text.encode()),
            "url": f"{base}/git/blobs/{sha}",
        }
    shown = [it for path, it in sorted(entries.items()) if recursive or "/" not in path]
    sha = tree_sha(it)
    return {"sha": sha, "url": f"{base}/git/trees/{sha}", "tree": shown, "truncated": False}
