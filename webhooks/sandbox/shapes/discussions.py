"""Discussions and releases as webhooks write them."""

from __future__ import annotations

from webhooks.sandbox.forum import Category, Discussion, DiscussionComment
from webhooks.sandbox.git import Release
from webhooks.sandbox.numbers import node_id
from webhooks.sandbox.shapes.people import Json, moment, moment_or_null, user_or_null
from webhooks.sandbox.shapes.repositories import label, repository_page, repository_url
from webhooks.sandbox.shapes.threads import reaction_rollup
from webhooks.sandbox.state import Repository
from webhooks.sandbox.tenancy import Tenancy


def discussion_page(world: Tenancy, it: Discussion) -> str:
    """Give the address of a discussion's page."""
    page = repository_page(world, world.repositories[it.repository_id])
    return f"{page}/discussions/{it.number}"


def discussion(world: Tenancy, it: Discussion) -> Json:
    """Write a discussion (`discussion`)."""
    repository = world.repositories[it.repository_id]
    base, page = repository_url(world, repository), discussion_page(world, it)
    url = f"{base}/discussions/{it.number}"
    labels = (world.find_label(repository, name) for name in it.labels)
    return {
        "repository_url": base,
        "category": _category(repository, it.category),
        "answer_html_url": f"{page}#discussioncomment-{it.answer_id}" if it.answer_id else None,
        "answer_chosen_at": moment_or_null(it.answer_chosen_at),
        "answer_chosen_by": user_or_null(world, it.answer_chosen_by_id),
        "html_url": page,
        "id": it.id,
        "node_id": node_id("D", repository.id, it.id),
        "number": it.number,
        "title": it.title,
        "user": user_or_null(world, it.author_id),
        "labels": [label(world, repository, one) for one in labels if one],
        "state": "open" if it.closed_at is None else "closed",
        "state_reason": None,
        "locked": False,
        "comments": len(it.comments),
        "created_at": moment(it.created_at),
        "updated_at": moment(it.updated_at),
        "author_association": world.association_in(it.author_id, repository),
        "active_lock_reason": None,
        "body": it.body,
        "reactions": reaction_rollup(url, []),
        "timeline_url": f"{url}/timeline",
    }


def remark(world: Tenancy, it: Discussion, comment: DiscussionComment) -> Json:
    """Write a comment on a discussion, or its answer."""
    repository = world.repositories[it.repository_id]
    base, page = repository_url(world, repository), discussion_page(world, it)
    return {
        "id": comment.id,
        "node_id": node_id("DC", repository.id, comment.id),
        "html_url": f"{page}#discussioncomment-{comment.id}",
        "parent_id": comment.reply_to_id,
        "child_comment_count": sum(one.reply_to_id == comment.id for one in it.comments),
        "repository_url": base.partition("/repos/")[2],
        "discussion_id": it.id,
        "author_association": world.association_in(comment.author_id, repository),
        "user": user_or_null(world, comment.author_id),
        "created_at": moment(comment.created_at),
        "updated_at": moment(comment.updated_at),
        "body": comment.body,
        "reactions": reaction_rollup(f"{base}/discussions/comments/{comment.id}", []),
    }


def release(world: Tenancy, it: Release) -> Json:
    """Write a release (`release`)."""
    repository = world.repositories[it.repository_id]
    base, page = repository_url(world, repository), repository_page(world, repository)
    url = f"{base}/releases/{it.id}"
    return {
        "url": url,
        "assets_url": f"{url}/assets",
        "upload_url": f"{url}/assets{{?name,label}}",
        "html_url": f"{page}/releases/tag/{it.tag}",
        "id": it.id,
        "author": user_or_null(world, it.author_id),
        "node_id": node_id("RE", repository.id, it.id),
        "tag_name": it.tag,
        "target_commitish": repository.default_branch,
        "name": it.name,
        "draft": False,
        "immutable": False,
        "prerelease": it.is_prerelease,
        "created_at": moment(it.created_at),
        "updated_at": moment(it.updated_at),
        "published_at": moment(it.published_at),
        "assets": [],
        "tarball_url": f"{base}/tarball/{it.tag}",
        "zipball_url": f"{base}/zipball/{it.tag}",
        "body": it.body,
    }


def _category(repository: Repository, it: Category) -> Json:
    return {
        "id": it.id,
        "node_id": node_id("DIC", repository.id, it.id),
        "repository_id": repository.id,
        "emoji": it.emoji,
        "name": it.name,
        "description": it.description,
        "created_at": moment(repository.created_at),
        "updated_at": moment(repository.created_at),
        "slug": it.slug,
        "is_answerable": it.is_answerable,
    }
