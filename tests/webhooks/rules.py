"""A GitHub that knows nothing but the rule files of repositories."""

from __future__ import annotations

from dataclasses import dataclass, field

from recognition.facts import Repo


@dataclass(kw_only=True)
class RuleShelf:
    """Answers in place of `webhooks.github.rule_files.RuleFiles`.

    Attributes:
        repositories: By lower-case name, what can be found.
        merged: By lower-case name, the commit and the rule files of the default branch.
        pulls: By number, what a pull request changes.
        asked: What was asked for, in order.
        trouble: Raised in place of rule files.
    """

    repositories: dict[str, Repo] = field(default_factory=dict)
    merged: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    pulls: dict[int, dict[str, str | None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    trouble: Exception | None = None

    def find(self, full_name: str) -> Repo | None:
        self.asked.append(f"find {full_name}")
        return self.repositories.get(full_name.lower())

    def proposed(self, repo: Repo, number: int, *, head_sha: str) -> dict[str, str | None]:
        self.asked.append(f"proposed {repo.full_name}#{number} at {head_sha}")
        if self.trouble is not None:
            raise self.trouble
        return self.pulls.get(number, {})

    def in_force(self, repo: Repo) -> tuple[str, dict[str, str]]:
        self.asked.append(f"in force {repo.full_name}")
        if self.trouble is not None:
            raise self.trouble
        return self.merged[repo.full_name.lower()]
