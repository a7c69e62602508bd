"""Issues, pull requests, comments, reactions and reviews as GitHub writes them in JSON."""

from __future__ import annotations

from webhooks.sandbox.numbers import commit_sha, node_id
from webhooks.sandbox.shapes.people import (
    Json,
    api,
    integration_or_null,
    moment,
    moment_or_null,
    simple_user,
    user_or_ghost,
    user_or_null,
)
from webhooks.sandbox.shapes.repositories import (
    label,
    minimal_repository,
    repository_page,
    repository_url,
)
from webhooks.sandbox.state import (
    ChangedFile,
    Comment,
    PullRequest,
    Reaction,
    Repository,
    Review,
    ReviewComment,
    Thread,
)
from webhooks.sandbox.tenancy import Tenancy
from webhooks.sandbox.world import REACTIONS


def thread_page(world: Tenancy, it: Thread) -> str:
    """Give the address of the page of an issue or a pull request."""
    page = repository_page(world, world.repositories[it.repository_id])
    return f"{page}/{'pull' if it.pull else 'issues'}/{it.number}"


def thread_node(it: Thread) -> str:
    """Give the global id of an issue or a pull request."""
    if it.pull:
        return node_id("PR", it.repository_id, it.pull.id)
    return node_id("I", it.repository_id, it.id)


def thread_labels(world: Tenancy, it: Thread) -> list[Json]:
    """Write the labels that a thread bears."""
    repository = world.repositories[it.repository_id]
    found = (world.find_label(repository, name) for name in it.labels)
    return [label(world, repository, one) for one in found if one]


def reaction_rollup(url: str, reactions: list[Reaction]) -> Json:
    """Write how many of each emoji there are (`reaction-rollup`)."""
    counts = {name: sum(it.content == name for it in reactions) for name in REACTIONS}
    return {"url": f"{url}/reactions", "total_count": len(reactions), **counts}


def reaction(world: Tenancy, comment: Comment, it: Reaction) -> Json:
    """Write one emoji of one account (`reaction`)."""
    return {
        "id": it.id,
        "node_id": node_id("REA", comment.repository_id, comment.id, it.id),
        "user": user_or_null(world, it.user_id),
        "content": it.content,
        "created_at": moment(it.created_at),
    }


def issue(world: Tenancy, it: Thread) -> Json:
    """Write a thread as an issue (`issue`); a pull request is told by its `pull_request`."""
    repository = world.repositories[it.repository_id]
    base, page = repository_url(world, repository), thread_page(world, it)
    url = f"{base}/issues/{it.number}"
    shape: Json = {
        "url": url,
        "repository_url": base,
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": page,
        "id": it.id,
        "node_id": thread_node(it),
        "number": it.number,
        "title": it.title,
        "user": user_or_null(world, it.author_id),
        "labels": thread_labels(world, it),
        "state": it.state,
        "locked": it.locked,
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "comments": len(it.comments),
        "created_at": moment(it.created_at),
        "updated_at": moment(it.updated_at),
        "closed_at": moment_or_null(it.closed_at),
        "author_association": world.association_of(it.author_id, it),
        "active_lock_reason": None,
        "body": it.body or None,
        "closed_by": user_or_null(world, it.closed_by_id),
        "reactions": reaction_rollup(url, []),
        "timeline_url": f"{url}/timeline",
        "performed_via_github_app": integration_or_null(world, it.via_app_id),
        "state_reason": it.state_reason,
    }
    if it.pull:
        shape["draft"] = it.pull.draft
        shape["pull_request"] = {
            "url": f"{base}/pulls/{it.number}",
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "merged_at": moment_or_null(it.pull.merged_at),
        }
    return shape


def comment(world: Tenancy, thread: Thread, it: Comment) -> Json:
    """Write a comment (`issue-comment`)."""
    base = repository_url(world, world.repositories[it.repository_id])
    url = f"{base}/issues/comments/{it.id}"
    return {
        "url": url,
        "html_url": f"{thread_page(world, thread)}#issuecomment-{it.id}",
        "issue_url": f"{base}/issues/{it.number}",
        "id": it.id,
        "node_id": node_id("IC", it.repository_id, it.id),
        "user": user_or_null(world, it.author_id),
        "created_at": moment(it.created_at),
        "updated_at": moment(it.updated_at),
        "author_association": world.association_of(it.author_id, thread),
        "body": it.body,
        "reactions": reaction_rollup(url, it.reactions),
        "performed_via_github_app": integration_or_null(world, it.via_app_id),
    }


def pull_request_simple(world: Tenancy, it: Thread) -> Json:
    """Write a pull request as lists and reviews do (`pull-request-simple`).

    The shorter form has no `merged`, `merged_by` or counts of lines, as on GitHub.
    """
    pull = _pull(it)
    repository = world.repositories[it.repository_id]
    base, page = repository_url(world, repository), thread_page(world, it)
    url, issue_url = f"{base}/pulls/{it.number}", f"{base}/issues/{it.number}"
    links = {
        "self": url,
        "html": page,
        "issue": issue_url,
        "comments": f"{issue_url}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{base}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{base}/statuses/{pull.head_sha}",
    }
    head_repository = (
        None
        if pull.head_repository_id is None
        else world.repositories.get(pull.head_repository_id)
    )
    return {
        "url": url,
        "id": pull.id,
        "node_id": thread_node(it),
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": issue_url,
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "comments_url": links["comments"],
        "statuses_url": links["statuses"],
        "number": it.number,
        "state": it.state,
        "locked": it.locked,
        "title": it.title,
        "user": user_or_null(world, it.author_id),
        "body": it.body or None,
        "labels": thread_labels(world, it),
        "milestone": None,
        "active_lock_reason": None,
        "created_at": moment(it.created_at),
        "updated_at": moment(it.updated_at),
        "closed_at": moment_or_null(it.closed_at),
        "merged_at": moment_or_null(pull.merged_at),
        "merge_commit_sha": pull.merge_commit_sha,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "head": _branch(world, head_repository, pull.head_ref, pull.head_sha),
        "base": _branch(world, repository, pull.base_ref, pull.base_sha),
        "_links": {name: {"href": address} for name, address in links.items()},
        "author_association": world.association_of(it.author_id, it),
        "auto_merge": None,
        "draft": pull.draft,
    }


def pull_request(world: Tenancy, it: Thread) -> Json:
    """Write a pull request in full (`pull-request`)."""
    pull = _pull(it)
    is_open = it.state == "open"
    return pull_request_simple(world, it) | {
        "user": user_or_ghost(world, it.author_id),
        "merged": pull.merged_at is not None,
        "mergeable": True if is_open else None,
        "rebaseable": True if is_open else None,
        "mergeable_state": "clean" if is_open else "unknown",
        "merged_by": user_or_null(world, pull.merged_by_id),
        "comments": len(it.comments),
        "review_comments": sum(len(it.comments) for it in pull.reviews),
        "maintainer_can_modify": pull.head_repository_id != it.repository_id,
        "commits": len(pull.commits),
        "additions": sum(file.additions for file in pull.files),
        "deletions": sum(file.deletions for file in pull.files),
        "changed_files": len(pull.files),
    }


def changed_file(world: Tenancy, repository: Repository, it: ChangedFile, *, sha: str) -> Json:
    """Write one file of a pull request or a commit, whose hash is given (`diff-entry`)."""
    page = repository_page(world, repository)
    path = it.path.replace(" ", "%20")
    shape: Json = {
        "sha": commit_sha("blob", sha, it.path),
        "filename": it.path,
        "status": it.status,
        "additions": it.additions,
        "deletions": it.deletions,
        "changes": it.additions + it.deletions,
        "blob_url": f"{page}/blob/{sha}/{path}",
        "raw_url": f"{page}/raw/{sha}/{path}",
        "contents_url": f"{repository_url(world, repository)}/contents/{path}?ref={sha}",
    }
    if it.patch:
        shape["patch"] = it.patch
    if it.previous_path:
        shape["previous_filename"] = it.previous_path
    return shape


def review(world: Tenancy, thread: Thread, it: Review) -> Json:
    """Write a review as REST does (`pull-request-review`)."""
    url = api(world, f"/repos/{world.full_name(world.repositories[thread.repository_id])}")
    url = f"{url}/pulls/{thread.number}"
    page = f"{thread_page(world, thread)}#pullrequestreview-{it.id}"
    return {
        "id": it.id,
        "node_id": node_id("PRR", thread.repository_id, it.id),
        "user": user_or_null(world, it.author_id),
        "body": it.body,
        "state": it.state,
        "html_url": page,
        "pull_request_url": url,
        "author_association": world.association_of(it.author_id, thread),
        "_links": {"html": {"href": page}, "pull_request": {"href": url}},
        "submitted_at": moment(it.submitted_at),
        "commit_id": it.commit_id,
    }


def review_comment(world: Tenancy, thread: Thread, it: ReviewComment) -> Json:
    """Write a comment on a line (`pull-request-review-comment`)."""
    base = repository_url(world, world.repositories[thread.repository_id])
    pull_url, url = f"{base}/pulls/{thread.number}", f"{base}/pulls/comments/{it.id}"
    page = f"{thread_page(world, thread)}#discussion_r{it.id}"
    patches = (file.patch for file in _pull(thread).files if file.path == it.path)
    return {
        "url": url,
        "pull_request_review_id": it.review_id,
        "id": it.id,
        "node_id": node_id("PRRC", thread.repository_id, it.id),
        "diff_hunk": next(patches, "") or "@@ -1 +1 @@",
        "path": it.path,
        "commit_id": it.commit_id,
        "original_commit_id": it.commit_id,
        "user": user_or_null(world, it.author_id),
        "body": it.body,
        "created_at": moment(it.created_at),
        "updated_at": moment(it.updated_at),
        "html_url": page,
        "pull_request_url": pull_url,
        "author_association": world.association_of(it.author_id, thread),
        "_links": {
            "self": {"href": url},
            "html": {"href": page},
            "pull_request": {"href": pull_url},
        },
        "reactions": reaction_rollup(url, []),
        "position": 1,
        "original_position": 1,
        "line": 1,
        "original_line": 1,
        "side": "RIGHT",
        "start_line": None,
        "original_start_line": None,
        "start_side": None,
        "subject_type": "line",
    }


def _pull(thread: Thread) -> PullRequest:
    assert thread.pull is not None, f"#{thread.number} is an issue"
    return thread.pull


def _branch(world: Tenancy, repository: Repository | None, ref: str, sha: str) -> Json:
    if repository is None:  # the fork was deleted
        return {"label": f"unknown:{ref}", "ref": ref, "sha": sha, "user": None, "repo": None}
    owner = world.accounts[repository.owner_id]
    return {
        "label": f"{owner.login}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": simple_user(world, owner),
        "repo": minimal_repository(world, repository),
    }
