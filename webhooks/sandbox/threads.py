"""What issues and pull requests have in common: edited, labelled, locked, closed, reopened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from webhooks.sandbox.commits import Commits
from webhooks.sandbox.errors import RefusedError
from webhooks.sandbox.state import (
    Comment,
    Happening,
    Label,
    Occurrence,
    Review,
    ReviewComment,
    Thread,
)


class Threads(Commits):
    """Changes issues and pull requests, and tells the listeners of each change."""

    def open_issue(
        self, repo: str, login: str, title: str, body: str = "", *, labels: Iterable[str] = ()
    ) -> Thread:
        """Open an issue; labels that the repository lacks are made."""
        with self.change():
            thread = self.new_thread(repo, login, title, body, labels)
            self.tell("issues", "opened", thread, by=login)
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
                self.note(thread, "renamed", login, detail=f"{thread.title}\n{title}")
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
            self.end(thread, login, reason=None if thread.pull else reason)
            self.note(thread, "closed", login, detail=thread.state_reason or "", merged=merged)
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
            self.note(thread, "reopened", login)
            self.tell("pull_request" if thread.pull else "issues", "reopened", thread, by=login)
            return thread

    def lock(self, repo: str, number: int, login: str, *, locked: bool = True) -> None:
        """Lock the conversation, so that only those who may write comment, or unlock it."""
        with self.change():
            thread = self.thread(repo, number)
            thread.locked = locked
            action = "locked" if locked else "unlocked"
            self.note(thread, action, login)
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

    def transfer_issue(self, repo: str, number: int, login: str, *, to: str) -> Thread:
        """Move an issue to another repository of the same owner, where it gets a new number.

        Labels that the other repository lacks are left behind.
        """
        with self.change():
            old, place = self.thread(repo, number), self.repository(to)
            if old.pull or place.owner_id != self.repositories[old.repository_id].owner_id:
                raise RefusedError(f"{repo}#{number} cannot be moved to {to}")
            place.last_number += 1
            new = replace(
                old,
                id=self.numbers.next("issue"),
                repository_id=place.id,
                number=place.last_number,
                labels=[it for it in old.labels if self.find_label(place, it)],
                updated_at=self.now(),
            )
            new.comments = [
                replace(it, repository_id=place.id, number=new.number) for it in old.comments
            ]
            self.threads[place.id, new.number] = new
            self.tell("issues", "transferred", old, by=login, moved=new)
            del self.threads[old.repository_id, number]
            self.moved[old.repository_id, number] = (place.id, new.number)
            self.tell("issues", "opened", new, by=login)
            return new

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
        review_comment: ReviewComment | None = None,
        moved: Thread | None = None,
        before_sha: str = "",
        label: Label | None = None,
        changes: Mapping[str, Mapping[str, str]] | None = None,
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
                review_comment=review_comment,
                moved=moved,
                before_sha=before_sha,
                label=label,
                changes=changes,
            )
        )

    def new_thread(
        self, repo: str, login: str, title: str, body: str, labels: Iterable[str]
    ) -> Thread:
        """Make an issue, or what becomes a pull request, under the repository's next number."""
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

    def end(self, thread: Thread, login: str, *, reason: str | None) -> None:
        """Close a thread without telling anybody; `reason` is None for pull requests."""
        thread.state = "closed"
        thread.state_reason = reason
        thread.closed_at = thread.updated_at = self.now()
        thread.closed_by_id = self.account(login).id

    def _labelled(self, action: str, thread: Thread, login: str, label: Label) -> None:
        thread.updated_at = self.now()
        self.note(thread, action, login, detail=label.name)
        event = "pull_request" if thread.pull else "issues"
        self.tell(event, action, thread, by=login, label=label)

    def note(
        self,
        thread: Thread,
        kind: str,
        login: str,
        *,
        detail: str = "",
        merged: Thread | None = None,
    ) -> None:
        """Put a line into the timeline; `merged` is the pull request that made it happen."""
        happening = Happening(
            kind=kind,
            actor_id=self.account(login).id,
            at=self.now(),
            detail=detail,
            pull_key=(merged.repository_id, merged.number) if merged else None,
        )
        thread.happenings.append(happening)
