"""Files and folders at any commit, and the pull requests that commits came with."""

from __future__ import annotations

from webhooks.sandbox.errors import UnknownError
from webhooks.sandbox.git import Commit
from webhooks.sandbox.rest.problems import not_found
from webhooks.sandbox.rest.routing import Answer, Call, Router
from webhooks.sandbox.shapes import commits, repositories, threads
from webhooks.sandbox.state import Repository

router = Router()


@router.on("GET", "/repos/<owner>/<repo>/contents/<path:path>")
def get_contents(call: Call) -> Answer:
    """Give a file with what it holds, or list a folder, of a branch or a commit."""
    repository = call.repository("contents")
    ref = call.query.get("ref", "") or repository.default_branch
    files = call.world.find_commit(repository, ref).files
    path = call.arguments["path"].rstrip("/")
    if path in files:
        return Answer(
            body=repositories.content_file(call.world, repository, path, ref=ref, text=files[path])
        )
    within = {
        "/".join(it.split("/")[: path.count("/") + 2]) for it in files if it.startswith(f"{path}/")
    }
    if not within:
        raise not_found()
    return Answer(
        body=[
            repositories.content(call.world, repository, it, ref=ref, text=files.get(it))
            for it in sorted(within)
        ]
    )


@router.on("GET", "/repos/<owner>/<repo>/git/trees/<sha>")
def get_tree(call: Call) -> Answer:
    """List the files of a branch, a commit or a tree, all of them where `recursive` is set."""
    repository = call.repository("contents")
    commit = _commit_of_tree(call, repository, call.arguments["sha"])
    recursive = bool(call.query.get("recursive"))
    return Answer(body=commits.tree(call.world, repository, commit, recursive=recursive))


@router.on("GET", "/repos/<owner>/<repo>/commits/<ref>")
def get_commit(call: Call) -> Answer:
    """Tell of a commit, or of the last one of a branch, with the files of its pull request."""
    repository = call.repository("contents")
    commit = call.world.find_commit(repository, call.arguments["ref"])
    thread = call.world.pull_of(commit)
    files = thread.pull.files if thread and thread.pull else ()
    return Answer(body=commits.commit_in_full(call.world, repository, commit, files))


@router.on("GET", "/repos/<owner>/<repo>/commits/<sha>/pulls")
def list_pulls_of_commit(call: Call) -> Answer:
    """List the pull request that a commit came with or merged."""
    repository = call.repository("pull_requests")
    found = call.world.pull_of(call.world.find_commit(repository, call.arguments["sha"]))
    return call.paged(
        [found] if found else [], lambda it: threads.pull_request_simple(call.world, it)
    )


def _commit_of_tree(call: Call, repository: Repository, sha: str) -> Commit:
    try:
        return call.world.find_commit(repository, sha)
    except UnknownError:
        for commit in call.world.commits.values():
            if commit.repository_id == repository.id and commits.tree_sha(commit) == sha:
                return commit
        raise
