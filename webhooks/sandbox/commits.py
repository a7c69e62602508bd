"""Commits are made, found by their hash, and read by branch, hash or pull request."""

from __future__ import annotations

import re
from collections.abc import Mapping

from webhooks.sandbox.diffs import changed_files
from webhooks.sandbox.errors import UnknownError
from webhooks.sandbox.git import Commit, CommitAuthor, Push, author_of, co_authors
from webhooks.sandbox.membership import Membership
from webhooks.sandbox.numbers import commit_sha
from webhooks.sandbox.state import (
    Account,
    AccountType,
    ChangedFile,
    Occurrence,
    Repository,
    Thread,
)

_SHORT_HASH = re.compile(r"[0-9a-f]{7,39}")
_PULL_REF = re.compile(r"(?:refs/)?pull/(?P<number>\d+)/(?P<which>head|merge)")
_BRANCH = re.compile(r"(?:refs/)?heads/(?P<name>.+)")


class Commits(Membership):
    """Keeps commits with the texts of all files, instead of git."""

    def new_commit(
        self,
        repository: Repository,
        author: Account,
        message: str,
        contents: Mapping[str, str | None] | None = None,
        number: int | None = None,
    ) -> Commit:
        """Make a commit on top of the default branch, which stays where it is.

        Args:
            repository: Where it is made.
            author: Who wrote it.
            message: With trailers where it has co-authors.
            contents: Paths to new texts, None for files that go.
            number: The pull request that it belongs to.
        """
        commit = Commit(
            oid=commit_sha("commit", repository.id, len(self.commits), message),
            repository_id=repository.id,
            message=message,
            authors=(author_of(author), *map(self._known, co_authors(message))),
            committed_at=self.now(),
            files=changed_tree(repository.files, contents or {}),
            number=number,
        )
        self.commits[commit.oid] = commit
        return commit

    def commit(
        self, repo: str, login: str, message: str, contents: Mapping[str, str | None]
    ) -> Commit:
        """Commit to the default branch, without a pull request."""
        with self.change():
            repository = self.repository(repo)
            files = changed_files(repository.files, contents)
            commit = self.new_commit(repository, self.account(login), message, contents)
            self.advance(repository, (commit,), files, by=login)
            return commit

    def advance(
        self,
        repository: Repository,
        commits: tuple[Commit, ...],
        files: tuple[ChangedFile, ...],
        *,
        by: str,
    ) -> None:
        """Let the last of the commits be the head of the default branch, and tell of the push."""
        before, head = repository.head_sha, commits[-1]
        repository.files, repository.head_sha = head.files, head.oid
        self.announce(
            Occurrence(
                event="push",
                action="",
                sender=self.account(by),
                repository=repository,
                push=Push(before=before, commits=commits, files=files),
            )
        )

    def find_commit(self, repository: Repository, ref: str) -> Commit:
        """Find a commit by hash, branch or `refs/pull/{n}/head`; empty is the default branch.

        A hash may be shortened to seven digits or more.

        Raises:
            UnknownError: The repository has no such thing.
        """
        found = self.commits.get(ref)
        if found and found.repository_id == repository.id:
            return found
        branch = _BRANCH.fullmatch(ref)
        name = branch["name"] if branch else ref
        if name in {"", "HEAD", repository.default_branch}:
            return self.commits[repository.head_sha]
        pull_ref = _PULL_REF.fullmatch(ref)
        for thread in self.threads.values():
            pull = thread.pull
            if pull is None or thread.repository_id != repository.id:
                continue
            of_number = pull_ref and int(pull_ref["number"]) == thread.number
            is_branch = name == pull.head_ref and pull.head_repository_id == repository.id
            if of_number or is_branch:
                return self.commits[pull.head_sha]
        for commit in self.commits.values() if _SHORT_HASH.fullmatch(ref) else ():
            if commit.repository_id == repository.id and commit.oid.startswith(ref):
                return commit
        raise UnknownError(f"{self.full_name(repository)} has no {ref}")

    def pull_of(self, commit: Commit) -> Thread | None:
        """Find the pull request that a commit came with or merged; None for any other."""
        return self.threads.get((commit.repository_id, commit.number or 0))

    def _known(self, author: CommitAuthor) -> CommitAuthor:
        """Leave out an account that is no person's, or that no longer exists."""
        account = self.account_or_none(author.account_id)
        if account and account.type is AccountType.USER:
            return author
        return CommitAuthor(name=author.name, email=author.email, account_id=None)


def changed_tree(
    files: Mapping[str, str], contents: Mapping[str, str | None]
) -> Mapping[str, str]:
    """Give the files with these texts in place; the very same mapping where nothing changes."""
    if not contents:
        return files
    changed = {**files, **contents}
    return {path: text for path, text in sorted(changed.items()) if text is not None}
