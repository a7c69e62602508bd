"""Commits, folders and check runs as GitHub writes them in JSON."""

from __future__ import annotations

from webhooks.sandbox.git import Commit
from webhooks.sandbox.numbers import commit_sha, node_id
from webhooks.sandbox.shapes.people import Json, moment, user_or_null
from webhooks.sandbox.shapes.repositories import repository_page, repository_url
from webhooks.sandbox.state import Repository
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
