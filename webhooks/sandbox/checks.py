"""Check runs: what an App says of a commit, shown on the pull request it is the head of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webhooks.sandbox.discussions import Discussions
from webhooks.sandbox.errors import UnknownError
from webhooks.sandbox.state import App, CheckAnnotation, CheckRun, Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckChange:
    """What is new about a check run; None leaves it as it is, and annotations are added."""

    name: str | None = None
    status: str | None = None
    conclusion: str | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    details_url: str | None = None
    external_id: str | None = None
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    annotations: tuple[CheckAnnotation, ...] = ()


class Checks(Discussions):
    """Keeps check runs."""

    def start_check(
        self, repository: Repository, app: App, head_sha: str, change: CheckChange
    ) -> CheckRun:
        """Make a check run of a commit, queued unless the change says more.

        Raises:
            UnknownError: The repository has no such commit.
        """
        with self.change():
            run = CheckRun(
                id=self.numbers.next("check run"),
                repository_id=repository.id,
                app_id=app.id,
                head_sha=self.find_commit(repository, head_sha).oid,
                name=change.name or "",
                started_at=self.now(),
                details_url=app.homepage,
            )
            self.check_runs[run.id] = run
            return self.change_check(run, change)

    def change_check(self, run: CheckRun, change: CheckChange) -> CheckRun:
        """Put a change into force; a conclusion completes the run, as on GitHub."""
        with self.change():
            for name in CheckChange.__dataclass_fields__:
                value = getattr(change, name)
                if name == "annotations":
                    run.annotations.extend(value)
                elif value is not None:
                    setattr(run, name, value)
            if change.conclusion:
                run.status = "completed"
                run.completed_at = change.completed_at or self.now()
            elif change.status and change.status != "completed":
                run.conclusion = run.completed_at = None
            return run

    def check_run(self, repository: Repository, run_id: int) -> CheckRun:
        """Find a check run of the repository, or raise UnknownError."""
        run = self.check_runs.get(run_id)
        if run is None or run.repository_id != repository.id:
            raise UnknownError(f"{self.full_name(repository)} has no check run {run_id}")
        return run

    def checks_of(
        self, repository: Repository, head_sha: str, *, every: bool = False
    ) -> list[CheckRun]:
        """List the check runs of a commit, oldest first.

        Args:
            repository: Where the commit is.
            head_sha: Its whole hash.
            every: All of them; by default the latest of each App and name.
        """
        found = [
            it
            for it in self.check_runs.values()
            if (it.repository_id, it.head_sha) == (repository.id, head_sha)
        ]
        latest = {(it.app_id, it.name): it for it in found}
        return [it for it in found if every or latest[it.app_id, it.name] is it]
