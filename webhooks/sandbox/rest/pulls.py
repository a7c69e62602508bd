"""Pull requests, their files and reviews."""

from __future__ import annotations

from webhooks.sandbox.rest.problems import not_found
from webhooks.sandbox.rest.routing import Answer, Call, Router
from webhooks.sandbox.shapes import commits, threads
from webhooks.sandbox.state import PullRequest, Thread

router = Router()
# GitHub lists at most this many files of a pull request.
MOST_FILES = 3_000


@router.on("GET", "/repos/<owner>/<repo>/pulls")
def list_pulls(call: Call) -> Answer:
    """List pull requests, latest first."""
    repository = call.repository("pull_requests")
    wanted, base = call.query.get("state", "open"), call.query.get("base", "")
    found = [
        it
        for it in call.world.threads.values()
        if it.repository_id == repository.id
        and it.pull
        and wanted in {"all", it.state}
        and base in {"", it.pull.base_ref}
    ]
    by_update = call.query.get("sort") == "updated"
    found.sort(key=lambda it: it.updated_at if by_update else it.created_at)
    # Without a sort GitHub shows the newest first; sorted by anything else, the oldest.
    usual = "asc" if call.query.get("sort") in {"updated", "popularity"} else "desc"
    if call.query.get("direction", usual) == "desc":
        found.reverse()
    return call.paged(found, lambda it: threads.pull_request_simple(call.world, it))


@router.on("GET", "/repos/<owner>/<repo>/pulls/<int:number>")
def get_pull(call: Call) -> Answer:
    """Tell of a pull request."""
    thread, _ = _pull(call)
    return Answer(body=threads.pull_request(call.world, thread))


@router.on("GET", "/repos/<owner>/<repo>/pulls/<int:number>/files")
def list_files(call: Call) -> Answer:
    """List the changed files of a pull request."""
    thread, pull = _pull(call)
    repository = call.world.repositories[thread.repository_id]
    return call.paged(
        pull.files[:MOST_FILES],
        lambda it: threads.changed_file(call.world, repository, it, sha=pull.head_sha),
    )


@router.on("GET", "/repos/<owner>/<repo>/pulls/<int:number>/reviews")
def list_reviews(call: Call) -> Answer:
    """List the reviews of a pull request, oldest first."""
    thread, pull = _pull(call)
    return call.paged(pull.reviews, lambda it: threads.review(call.world, thread, it))


@router.on("GET", "/repos/<owner>/<repo>/pulls/<int:number>/reviews/<int:id>/comments")
def list_review_comments(call: Call) -> Answer:
    """List the comments of a review on lines."""
    thread, pull = _pull(call)
    review = next((it for it in pull.reviews if it.id == call.arguments["id"]), None)
    if review is None:
        raise not_found()
    return call.paged(review.comments, lambda it: threads.review_comment(call.world, thread, it))


@router.on("GET", "/repos/<owner>/<repo>/pulls/<int:number>/comments")
def list_comments(call: Call) -> Answer:
    """List the comments of all reviews on lines."""
    thread, pull = _pull(call)
    found = [it for review in pull.reviews for it in review.comments]
    return call.paged(found, lambda it: threads.review_comment(call.world, thread, it))


@router.on("GET", "/repos/<owner>/<repo>/pulls/<int:number>/commits")
def list_commits(call: Call) -> Answer:
    """List the commits of a pull request, oldest first."""
    thread, pull = _pull(call)
    repository = call.world.repositories[thread.repository_id]
    return call.paged(pull.commits, lambda it: commits.commit(call.world, repository, it))


def _pull(call: Call) -> tuple[Thread, PullRequest]:
    thread = call.thread("pull_requests")
    if thread.pull is None:
        raise not_found()
    return thread, thread.pull
