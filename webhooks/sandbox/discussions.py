"""Discussions and releases: asked, answered, published."""

from __future__ import annotations

from webhooks.sandbox.errors import RefusedError, UnknownError
from webhooks.sandbox.forum import CATEGORIES, Category, Discussion, DiscussionComment
from webhooks.sandbox.git import Release
from webhooks.sandbox.threads import Threads


class Discussions(Threads):
    """Changes what a repository has beside issues and pull requests."""

    def discuss(
        self, repo: str, login: str, title: str, body: str = "", *, category: str = "q-a"
    ) -> Discussion:
        """Start a discussion; `category` is the slug of one of CATEGORIES."""
        with self.change():
            repository, now = self.repository(repo), self.now()
            repository.last_number += 1
            discussion = Discussion(
                id=self.numbers.next("discussion"),
                repository_id=repository.id,
                number=repository.last_number,
                author_id=self.account(login).id,
                title=title,
                body=body,
                category=_category(category),
                created_at=now,
                updated_at=now,
            )
            self.discussions[repository.id, discussion.number] = discussion
            return discussion

    def discuss_further(
        self, repo: str, number: int, login: str, body: str, *, reply_to: int | None = None
    ) -> DiscussionComment:
        """Comment on a discussion, or reply to one of its comments."""
        with self.change():
            discussion, now = self.discussion(repo, number), self.now()
            if reply_to is not None:
                _comment_of(discussion, reply_to)
            comment = DiscussionComment(
                id=self.numbers.next("discussion comment"),
                repository_id=discussion.repository_id,
                number=number,
                author_id=self.account(login).id,
                body=body,
                created_at=now,
                updated_at=now,
                reply_to_id=reply_to,
            )
            discussion.comments.append(comment)
            discussion.updated_at = now
            return comment

    def choose_answer(self, repo: str, number: int, login: str, comment_id: int) -> Discussion:
        """Choose a comment as the answer, in place of any other."""
        with self.change():
            discussion = self.discussion(repo, number)
            if not discussion.category.is_answerable:
                raise RefusedError(f"Discussions in {discussion.category.name} take no answer.")
            discussion.answer_id = _comment_of(discussion, comment_id).id
            discussion.answer_chosen_at = discussion.updated_at = self.now()
            discussion.answer_chosen_by_id = self.account(login).id
            return discussion

    def publish_release(
        self, repo: str, login: str, tag: str, *, name: str = "", body: str = ""
    ) -> Release:
        """Publish a release of the default branch."""
        with self.change():
            now = self.now()
            release = Release(
                id=self.numbers.next("release"),
                repository_id=self.repository(repo).id,
                tag=tag,
                name=name or tag,
                body=body,
                author_id=self.account(login).id,
                created_at=now,
                published_at=now,
                updated_at=now,
            )
            self.releases[release.id] = release
            return release


def _category(slug: str) -> Category:
    for category in CATEGORIES:
        if category.slug == slug:
            return category
    raise UnknownError(f"there is no category {slug}")


def _comment_of(discussion: Discussion, comment_id: int) -> DiscussionComment:
    for comment in discussion.comments:
        if comment.id == comment_id:
            return comment
    raise UnknownError(f"discussion {discussion.number} has no comment {comment_id}")
