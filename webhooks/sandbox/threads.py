"""The life of issues and pull requests: opened, edited, labelled, reviewed, merged, closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

from webhooks.sandbox.commits import Commits
from webhooks.sandbox.errors import RefusedError, UnknownError
from webhooks.sandbox.links import closing_references
from webhooks.sandbox.state import (
    Account,
    ChangedFile,
    Comment,
    Happening,
    Label,
    Occurrence,
    PullRequest,
    Repository,
    Review,
    ReviewComment,
    Thread,
)

REVIEW_STATES = ("APPROVED", "CHANGES_REQUESTED", "COMMENTED")


class Threads(Commits):
    """Changes issues and pull requests, and tells the listeners of each change."""

    def open_issue(
        self, repo: str, login: str, title: str, body: str = "", *, labels: Iterable[str] = ()
    ) -> Thread:
        """Open an issue; labels that the repository lacks are made."""
        with self.change():
            thread = self._new_thread(repo, login, title, body, labels)
            self.tell("issues", "opened", thread, by=login)
            return thread

    def open_pull_request(
        self,
        repo: str,
        login: str,
        title: str,
        body: str = "",
        *,
        files: Iterable[ChangedFile | str] = ("README.md",),
        labels: Iterable[str] = (),
        branch: str = "",
        base: str = "",
        draft: bool = False,
        messages: Iterable[str] = (),
        contents: Mapping[str, str | None] | None = None,
    ) -> Thread:
        """Open a pull request: from a branch by those who may write, from a fork by others.

        Args:
            repo: The repository that it should be merged into.
            login: The author.
            title: One line.
            body: Markdown.
            files: The changed files; a plain path stands for a file modified in one line.
            labels: Labels that it bears from the start.
            branch: The head branch; by default one made of the number.
            base: The branch to merge into; by default the repository's default branch.
            draft: Whether it is not ready for review yet.
            messages: One commit message each; by default one commit with the title as message.
            contents: Paths to new texts, None for files that go; merging puts them in force.
        """
        with self.change():
            thread = self._new_thread(repo, login, title, body, labels)
            repository = self.repositories[thread.repository_id]
            head = self._head_repository(self.account(login), repository)
            commits = [
                self.new_commit(repository, self.account(login), it, contents, thread.number)
                for it in messages or (title,)
            ]
            thread.pull = PullRequest(
                id=self.numbers.next("pull"),
                head_ref=branch or f"change-{thread.number}",
                head_sha=commits[-1].oid,
                head_repository_id=head.id,
                base_ref=base or repository.default_branch,
                base_sha=repository.head_sha,
                files=tuple(ChangedFile(path=it) if isinstance(it, str) else it for it in files),
                commits=commits,
                contents=dict(contents or {}),
                draft=draft,
            )
            self.tell("pull_request", "opened", thread, by=login)
            return thread

    def edit_issue(
        self,
        repo: str,
        number: int,
        login: str,
        *,
        title: str | None = None,
        body: str | None = None,
    ) -> Thread:
        """Change the title or the body; the webhook tells what they were before."""
        with self.change():
            thread = self.thread(repo, number)
            changes: dict[str, dict[str, str]] = {}
            if title is not None and title != thread.title:
                changes["title"] = {"from": thread.title}
                self._note(thread, "renamed", login, detail=f"{thread.title}\n{title}")
                thread.title = title
            if body is not None and body != thread.body:
                changes["body"] = {"from": thread.body}
                thread.body = body
            if changes:
                thread.updated_at = self.now()
                event = "pull_request" if thread.pull else "issues"
                self.tell(event, "edited", thread, by=login, changes=changes)
            return thread

    def close(
        self,
        repo: str,
        number: int,
        login: str,
        *,
        reason: str = "completed",
        merged: Thread | None = None,
    ) -> Thread:
        """Close an issue, or a pull request without merging it.

        Args:
            repo: The repository.
            number: The thread.
            login: Who closes it.
            reason: Why, for an issue: `completed` or `not_planned`.
            merged: The pull request whose merge closed the issue; None where a person did.
        """
        with self.change():
            thread = self.thread(repo, number)
            if thread.state == "closed":
                raise RefusedError(f"{repo}#{number} is closed already")
            self._close(thread, login, reason=None if thread.pull else reason)
            self._note(thread, "closed", login, detail=thread.state_reason or "", merged=merged)
            self.tell("pull_request" if thread.pull else "issues", "closed", thread, by=login)
            return thread

    def reopen(self, repo: str, number: int, login: str) -> Thread:
        """Open a closed thread again; a merged pull request stays closed."""
        with self.change():
            thread = self.thread(repo, number)
            if thread.state == "open" or (thread.pull and thread.pull.merged_at):
                raise RefusedError(f"{repo}#{number} cannot be reopened")
            thread.state = "open"
            thread.state_reason = None if thread.pull else "reopened"
            thread.closed_at = thread.closed_by_id = None
            thread.updated_at = self.now()
            self._note(thread, "reopened", login)
            self.tell("pull_request" if thread.pull else "issues", "reopened", thread, by=login)
            return thread

    def lock(self, repo: str, number: int, login: str, *, locked: bool = True) -> None:
        """Lock the conversation, so that only those who may write comment, or unlock it."""
        with self.change():
            thread = self.thread(repo, number)
            thread.locked = locked
            action = "locked" if locked else "unlocked"
            self._note(thread, action, login)
            self.tell("pull_request" if thread.pull else "issues", action, thread, by=login)

    def delete_issue(self, repo: str, number: int, login: str) -> None:
        """Delete an issue; its number answers 410 from now on."""
        with self.change():
            thread = self.thread(repo, number)
            if thread.pull:
                raise RefusedError("A pull request cannot be deleted.")
            del self.threads[thread.repository_id, number]
            self.deleted.add((thread.repository_id, number))
            self.tell("issues", "deleted", thread, by=login)

    def merge(self, repo: str, number: int, login: str) -> Thread:
        """Merge an open pull request, and close the issues that its text promises to close."""
        with self.change():
            thread = self.thread(repo, number)
            pull = thread.pull
            if pull is None or thread.state == "closed" or pull.draft:
                raise RefusedError(f"{repo}#{number} cannot be merged")
            self._close(thread, login, reason=None)
            pull.merged_at = self.now()
            pull.merged_by_id = self.account(login).id
            pull.merge_commit_sha = self._merge_commit(thread, pull, login)
            self._note(thread, "merged", login, detail=pull.base_ref)
            self.tell("pull_request", "closed", thread, by=login)
            for issue in self.closing_issues(thread):
                if issue.state == "open":
                    full_name = self.full_name(self.repositories[issue.repository_id])
                    self.close(full_name, issue.number, login, merged=thread)
            return thread

    def closing_issues(self, thread: Thread) -> list[Thread]:
        """List the issues that a pull request closes when it reaches the default branch."""
        repository = self.repositories[thread.repository_id]
        if thread.pull is None or thread.pull.base_ref != repository.default_branch:
            return []
        found = []
        for repo, number in closing_references(thread.body, repo=self.full_name(repository)):
            with suppress(UnknownError):
                found.append(self.thread(repo, number))
        return [it for it in found if it.pull is None]

    def review(
        self,
        repo: str,
        number: int,
        login: str,
        state: str,
        body: str = "",
        *,
        comments: Iterable[tuple[str, str]] = (),
    ) -> Review:
        """Submit a review.

        Args:
            repo: The repository.
            number: The pull request.
            login: The reviewer.
            state: One of REVIEW_STATES.
            body: Markdown; may be empty.
            comments: Paths of changed files and what is said of a line in each.
        """
        with self.change():
            thread = self.thread(repo, number)
            author, now = self.account(login), self.now()
            if thread.pull is None or state not in REVIEW_STATES:
                raise RefusedError(f"{repo}#{number} cannot be reviewed as {state}")
            if thread.author_id == author.id and state != "COMMENTED":
                raise RefusedError("Nobody can approve or refuse their own pull request.")
            review = Review(
                id=self.numbers.next("review"),
                repository_id=thread.repository_id,
                number=number,
                author_id=author.id,
                state=state,
                body=body,
                commit_id=thread.pull.head_sha,
                submitted_at=now,
                updated_at=now,
            )
            review.comments.extend(
                ReviewComment(
                    id=self.numbers.next("review comment"),
                    repository_id=thread.repository_id,
                    number=number,
                    review_id=review.id,
                    author_id=author.id,
                    path=path,
                    body=text,
                    commit_id=review.commit_id,
                    created_at=now,
                    updated_at=now,
                )
                for path, text in comments
            )
            thread.pull.reviews.append(review)
            thread.updated_at = now
            self.tell("pull_request_review", "submitted", thread, by=login, review=review)
            return review

    def label(self, repo: str, number: int, login: str, name: str) -> Label:
        """Put a label on a thread; the repository gets it where it had none of that name."""
        with self.change():
            thread = self.thread(repo, number)
            label = self.add_label(self.repositories[thread.repository_id], name)
            if label.name not in thread.labels:
                thread.labels.append(label.name)
                self._labelled("labeled", thread, login, label)
            return label

    def unlabel(self, repo: str, number: int, login: str, name: str) -> None:
        """Take a label off a thread that bears it."""
        with self.change():
            thread = self.thread(repo, number)
            label = self.find_label(self.repositories[thread.repository_id], name)
            if label is None or label.name not in thread.labels:
                raise RefusedError(f"{repo}#{number} has no label {name}")
            thread.labels.remove(label.name)
            self._labelled("unlabeled", thread, login, label)

    def tell(
        self,
        event: str,
        action: str,
        thread: Thread,
        *,
        by: str,
        comment: Comment | None = None,
        review: Review | None = None,
        label: Label | None = None,
        changes: dict[str, dict[str, str]] | None = None,
    ) -> None:
        """Announce what somebody did with a thread."""
        self.announce(
            Occurrence(
                event=event,
                action=action,
                sender=self.account(by),
                repository=self.repositories[thread.repository_id],
                thread=thread,
                comment=comment,
                review=review,
                label=label,
                changes=changes,
            )
        )

    def _new_thread(
        self, repo: str, login: str, title: str, body: str, labels: Iterable[str]
    ) -> Thread:
        repository = self.repository(repo)
        author, now = self.account(login), self.now()
        repository.last_number += 1
        thread = Thread(
            id=self.numbers.next("issue"),
            repository_id=repository.id,
            number=repository.last_number,
            author_id=author.id,
            title=title,
            body=body,
            created_at=now,
            updated_at=now,
            via_app_id=author.app_id,
            labels=[self.add_label(repository, name).name for name in labels],
        )
        self.threads[repository.id, thread.number] = thread
        return thread

    def _head_repository(self, author: Account, repository: Repository) -> Repository:
        if self.may_write(author, repository):
            return repository
        for fork in self.repositories_of(author):
            if fork.parent_id == repository.id:
                return fork
        return self.add_repository(
            f"{author.login}/{repository.name}",
            description=repository.description,
            default_branch=repository.default_branch,
            fork_of=repository,
        )

    def _merge_commit(self, thread: Thread, pull: PullRequest, login: str) -> str:
        """Commit the merge; its texts are those of the repository where that is its branch."""
        repository = self.repositories[thread.repository_id]
        commit = self.new_commit(
            repository,
            self.account(login),
            f"Merge pull request #{thread.number} from {pull.head_ref}\n\n{thread.title}",
            pull.contents,
            thread.number,
        )
        if pull.base_ref == repository.default_branch:
            repository.files, repository.head_sha = commit.files, commit.oid
        return commit.oid

    def _close(self, thread: Thread, login: str, *, reason: str | None) -> None:
        thread.state = "closed"
        thread.state_reason = reason
        thread.closed_at = thread.updated_at = self.now()
        thread.closed_by_id = self.account(login).id

    def _labelled(self, action: str, thread: Thread, login: str, label: Label) -> None:
        thread.updated_at = self.now()
        self._note(thread, action, login, detail=label.name)
        event = "pull_request" if thread.pull else "issues"
        self.tell(event, action, thread, by=login, label=label)

    def _note(
        self,
        thread: Thread,
        kind: str,
        login: str,
        *,
        detail: str = "",
        merged: Thread | None = None,
    ) -> None:
        happening = Happening(
            kind=kind,
            actor_id=self.account(login).id,
            at=self.now(),
            detail=detail,
            pull_key=(merged.repository_id, merged.number) if merged else None,
        )
        thread.happenings.append(happening)
