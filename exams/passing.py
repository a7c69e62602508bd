"""Say that somebody passed an exam, in the form in which badges are earned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.records import score_of
from recognition.facts import Actor, Fact, FactKind, Thread
from recognition.kernel.ids import UserId

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from exams.store import AttemptRow


def passed_fact(
    row: AttemptRow, thread: Thread | None, *, recounted_at: Sequence[datetime] = ()
) -> Fact:
    """Make the fact of a passed attempt.

    Args:
        row: The attempt as it is graded now.
        thread: Where it was begun.
        recounted_at: When people changed its marks, the newest last. Each makes a newer
            version of the fact, and the pass is known from the last of them on.
    """
    score = score_of(row)
    assert score is not None, "the attempt is graded"
    assert row.submitted_at is not None, "the attempt is closed"
    attrs: dict[str, object] = {
        "exam": row.exam,
        "percent": score.percent,
        "earned": str(score.earned),
        "possible": score.possible,
        "attempt": row.id,
        "bank": row.bank_hash,
    }
    if recounted_at:
        attrs["known_at"] = recounted_at[-1].isoformat()
    if thread is not None:
        attrs["thread"] = {
            "repo_id": thread.repo.id,
            "full_name": thread.repo.full_name,
            "number": thread.number,
        }
    return Fact(
        key=f"exam.passed:{row.exam}:{row.person_id}:{row.id}",
        version=1 + len(recounted_at),
        kind=FactKind.EXAM_PASSED,
        actor=Actor(id=UserId(row.person_id), login=row.login),
        repo=None,
        at=row.submitted_at,
        attrs=attrs,
    )
