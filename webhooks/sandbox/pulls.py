"""The life of pull requests: opened, pushed to, reviewed, merged, reverted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from webhooks.sandbox.diffs import changed_files, inverse
from webhooks.sandbox.errors import RefusedError, UnknownError
from webhooks.sandbox.git import Commit
from webhooks.sandbox.links import closing_references
from webhooks.sandbox.state import (
    Account,
    ChangedFile,
    PullRequest,
    Repository,
    Review,
    ReviewComment,
    Thread,
)
from webhooks.sandbox.threads import Threads

REVIEW_STATES = ("APPROVED", "CHANGES_REQUESTED", "COMMENTED")


class Pulls(Threads):
    """Changes pull requests, and tells the listeners of each change."""

    def open_pull_request(
        self,
        repo: str,
        login: str,
        title: str,
        body: str = "",
        *,
        files: Iterable[ChangedFile | str] | None = None,
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
            files: The changed files, by default those of `contents`, or README.md where there are
                none; a plain path stands for a file modified in one line.
            labels: Labels that it bears from the start.
            branch: The head branch; by default one made of the number.
            base: The branch to merge into; by default the repository's default branch.
            draft: Whether it is not ready for review yet.
            messages: One commit message each; by default one commit with the title as message.
            contents: Paths to new texts, None for files that go; merging puts them in force.
        """
        with self.change():
            thread = self.new_thread(repo, login, title, body, labels)
            repository = self.repositories[thread.repository_id]
            head = self._head_repository(self.account(login), repository)
            if files is None:
                files = changed_files(repository.files, contents) if contents else ("README.md",)
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

    def merge(self, repo: str, number: int, login: str) -> Thread:
        """Merge an open pull request, and close the issues that its text promises to close."""
        with self.change():
            thread = self.thread(repo, number)
            pull = thread.pull
            if pull is None or thread.state == "closed" or pull.draft:
                raise RefusedError(f"{repo}#{number} cannot be merged")
            self.end(thread, login, reason=None)
            pull.merged_at = self.now()
            pull.merged_by_id = self.account(login).id
            commit = self._merge_commit(thread, pull, login)
            pull.merge_commit_sha = commit.oid
            self.note(thread, "merged", login, detail=pull.base_ref)
            self.tell("pull_request", "closed", thread, by=login)
            repository = self.repositories[thread.repository_id]
            if pull.base_ref == repository.default_branch:
                self.advance(repository, (*pull.commits, commit), pull.files, by=login)
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

    def push(
        self, repo: str, number: int, login: str, message: str, contents: Mapping[str, str | None]
    ) -> Thread:
        """Add a commit to an open pull request, which changes further files."""
        with self.change():
            thread = self.thread(repo, number)
            pull = thread.pull
            if pull is None or thread.state == "closed":
                raise RefusedError(f"{repo}#{number} takes no commits")
            pull.contents |= contents
            repository = self.repositories[thread.repository_id]
            commit = self.new_commit(
                repository, self.account(login), message, pull.contents, number
            )
            pull.commits.append(commit)
            before, pull.head_sha = pull.head_sha, commit.oid
            base = self.commits[pull.base_sha].files
            kept = [it for it in pull.files if it.path not in pull.contents]
            pull.files = (*kept, *changed_files(base, pull.contents))
            thread.updated_at = self.now()
            self.tell("pull_request", "synchronize", thread, by=login, before_sha=before)
            return thread

    def mark_ready(self, repo: str, number: int, login: str) -> Thread:
        """Say that a draft is ready for review."""
        with self.change():
            thread = self.thread(repo, number)
            if thread.pull is None or not thread.pull.draft:
                raise RefusedError(f"{repo}#{number} is no draft")
            thread.pull.draft = False
            thread.updated_at = self.now()
            self.tell("pull_request", "ready_for_review", thread, by=login)
            return thread

    def revert(self, repo: str, number: int, login: str) -> Thread:
        """Open the pull request that undoes a merged one, as GitHub's button does."""
        with self.change():
            thread = self.thread(repo, number)
            pull = thread.pull
            if pull is None or pull.merged_at is None:
                raise RefusedError(f"{repo}#{number} was not merged")
            repository = self.repositories[thread.repository_id]
            undone = [
                replace(it, additions=it.deletions, deletions=it.additions, patch="")
                for it in pull.files
            ]
            before = self.commits[pull.base_sha].files
            return self.open_pull_request(
                repo,
                login,
                f'Revert "{thread.title}"',
                f"Reverts {self.full_name(repository)}#{number}",
                files=None if pull.contents else undone,
                branch=f"revert-{number}-{pull.head_ref}",
                base=pull.base_ref,
                messages=[
                    f'Revert "{thread.title}"\n\nThis reverts commit {pull.merge_commit_sha}.'
                ],
                contents=inverse(before, pull.contents),
            )

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
            for it in review.comments:
                event = "pull_request_review_comment"
                self.tell(event, "created", thread, by=login, review_comment=it)
            return review

    def dismiss_review(self, repo: str, number: int, login: str, review_id: int) -> Review:
        """Make an approval or a demand for changes count no more."""
        with self.change():
            thread = self.thread(repo, number)
            found = thread.pull.reviews if thread.pull else ()
            review = next((it for it in found if it.id == review_id), None)
            if review is None:
                raise UnknownError(f"{repo}#{number} has no review {review_id}")
            review.state = "DISMISSED"
            review.updated_at = thread.updated_at = self.now()
            self.tell("pull_request_review", "dismissed", thread, by=login, review=review)
            return review

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

    def _merge_commit(self, thread: Thread, pull: PullRequest, login: str) -> Commit:
        return self.new_commit(
            self.repositories[thread.repository_id],
            self.account(login),
            f"Merge pull request #{thread.number} from {pull.head_ref}\n\n{thread.title}",
            pull.contents,
            thread.number,
        )
