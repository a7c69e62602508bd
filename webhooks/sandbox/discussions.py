"""Discussions and releases: asked, answered, published."""

from __future__ import annotations

from collections.abc import Mapping

from webhooks.sandbox.errors import RefusedError, UnknownError
from webhooks.sandbox.forum import CATEGORIES, Category, Discussion, DiscussionComment
from webhooks.sandbox.git import Release
from webhooks.sandbox.pulls import Pulls
from webhooks.sandbox.state import Label, Occurrence

# GitHub tells of a release three times; the App listens to one of them.
_RELEASED = ("created", "published", "released")


class Discussions(Pulls):
    """Changes discussions and releases, and tells the listeners of each change."""

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
            self._tell_discussion("created", discussion, login)
            return discussion

    def edit_discussion(self, repo: str, number: int, login: str, *, body: str) -> Discussion:
        """Replace the text of a discussion; the webhook tells what it was before."""
        with self.change():
            discussion = self.discussion(repo, number)
            changes = {"body": {"from": discussion.body}}
            discussion.body, discussion.updated_at = body, self.now()
            self._tell_discussion("edited", discussion, login, changes=changes)
            return discussion

    def delete_discussion(self, repo: str, number: int, login: str) -> None:
        """Delete a discussion with its comments."""
        with self.change():
            discussion = self.discussion(repo, number)
            del self.discussions[discussion.repository_id, number]
            self._tell_discussion("deleted", discussion, login)

    def label_discussion(self, repo: str, number: int, login: str, name: str) -> Label:
        """Put a label on a discussion; the repository gets it where it had none of that name."""
        with self.change():
            discussion = self.discussion(repo, number)
            label = self.add_label(self.repositories[discussion.repository_id], name)
            if label.name not in discussion.labels:
                discussion.labels.append(label.name)
                discussion.updated_at = self.now()
                self._tell_discussion("labeled", discussion, login, label=label)
            return label

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
            self._tell_remark("created", discussion, comment, login)
            return comment

    def edit_remark(
        self, repo: str, number: int, login: str, comment_id: int, body: str
    ) -> DiscussionComment:
        """Replace the text of a comment on a discussion."""
        with self.change():
            discussion = self.discussion(repo, number)
            comment = _comment_of(discussion, comment_id)
            changes = {"body": {"from": comment.body}}
            comment.body, comment.updated_at = body, self.now()
            self._tell_remark("edited", discussion, comment, login, changes=changes)
            return comment

    def delete_remark(self, repo: str, number: int, login: str, comment_id: int) -> None:
        """Delete a comment on a discussion; it is the answer no more where it was."""
        with self.change():
            discussion = self.discussion(repo, number)
            comment = _comment_of(discussion, comment_id)
            if discussion.answer_id == comment_id:
                self.withdraw_answer(repo, number, login)
            discussion.comments.remove(comment)
            discussion.updated_at = self.now()
            self._tell_remark("deleted", discussion, comment, login)

    def choose_answer(self, repo: str, number: int, login: str, comment_id: int) -> Discussion:
        """Choose a comment as the answer, in place of any other."""
        with self.change():
            discussion = self.discussion(repo, number)
            if not discussion.category.is_answerable:
                raise RefusedError(f"Discussions in {discussion.category.name} take no answer.")
            answer = _comment_of(discussion, comment_id)
            if discussion.answer_id is not None:
                self.withdraw_answer(repo, number, login)
            discussion.answer_id = answer.id
            discussion.answer_chosen_at = discussion.updated_at = self.now()
            discussion.answer_chosen_by_id = self.account(login).id
            self._tell_discussion("answered", discussion, login, answer=answer)
            return discussion

    def withdraw_answer(self, repo: str, number: int, login: str) -> Discussion:
        """Let a discussion be without an answer again."""
        with self.change():
            discussion = self.discussion(repo, number)
            former = discussion.answer
            if former is None:
                raise RefusedError(f"Discussion {number} has no answer.")
            discussion.answer_id = discussion.answer_chosen_by_id = None
            discussion.answer_chosen_at, discussion.updated_at = None, self.now()
            self._tell_discussion("unanswered", discussion, login, answer=former)
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
            for action in _RELEASED:
                self._tell_release(action, release, login)
            return release

    def delete_release(self, repo: str, login: str, tag: str) -> None:
        """Delete a release."""
        with self.change():
            repository = self.repository(repo)
            for release in self.releases.values():
                if (release.repository_id, release.tag) == (repository.id, tag):
                    del self.releases[release.id]
                    self._tell_release("deleted", release, login)
                    return
            raise UnknownError(f"{repo} has no release {tag}")

    def _tell_discussion(
        self,
        action: str,
        discussion: Discussion,
        login: str,
        *,
        answer: DiscussionComment | None = None,
        label: Label | None = None,
        changes: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.announce(
            Occurrence(
                event="discussion",
                action=action,
                sender=self.account(login),
                repository=self.repositories[discussion.repository_id],
                discussion=discussion,
                answer=answer,
                label=label,
                changes=changes,
            )
        )

    def _tell_remark(
        self,
        action: str,
        discussion: Discussion,
        remark: DiscussionComment,
        login: str,
        *,
        changes: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.announce(
            Occurrence(
                event="discussion_comment",
                action=action,
                sender=self.account(login),
                repository=self.repositories[discussion.repository_id],
                discussion=discussion,
                remark=remark,
                changes=changes,
            )
        )

    def _tell_release(self, action: str, release: Release, login: str) -> None:
        self.announce(
            Occurrence(
                event="release",
                action=action,
                sender=self.account(login),
                repository=self.repositories[release.repository_id],
                release=release,
            )
        )


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
