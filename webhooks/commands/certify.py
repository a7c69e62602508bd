"""`/certify`: offer the exams, each with a link that works for one person only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams import comments
from exams.offers import exam_lines
from recognition.effects import CommentEffect
from recognition.facts import Thread
from recognition.kernel.errors import UserError
from recognition.kernel.findings import suggestion
from webhooks.commands.contract import Asked, Reply, Tools, command, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exams.comments import ExamLine
    from recognition.kernel.ids import UserId

CERTIFICATION = "Certified Meshery Contributor"

SHORT_NAMES = {"mesheryctl": "cli", "ext": "extensibility", "extensions": "extensibility"}
"""What people call the exams beside their ids and their last words."""


@command(
    "certify",
    usage=("/certify", "/certify EXAM", "/certify status"),
    purpose="Offer the certification exams and show how far you are",
    example="/certify cli",
)
def certify(asked: Asked, tools: Tools) -> Reply:
    """Answer with all exams, or with the one asked for."""
    words = asked.command.args
    thread = Thread(repo=asked.repo, number=asked.number)
    lines = _lines(asked.actor.id, asked.actor.login, thread, tools)
    if not words or words[0].lower() in ("status", "help"):
        return Reply(purpose="certify", body=_overview(asked.actor.login, lines, tools))
    line = _find(words[0], lines)
    return Reply(
        purpose=f"offer-{line.exam}", body=comments.offer(login=asked.actor.login, line=line)
    )


def overview_effect(
    *, person_id: UserId, login: str, thread: Thread, tools: Tools
) -> CommentEffect:
    """Make the overview that stands in a thread anew, for instance after an exam."""
    lines = _lines(person_id, login, thread, tools)
    return CommentEffect(
        key=reply_key("certify", thread, person_id),
        repo=thread.repo,
        number=thread.number,
        body=_overview(login, lines, tools),
    )


def reply_key(purpose: str, thread: Thread, person_id: int) -> str:
    """Name the one comment of a purpose that a person has in a thread."""
    return f"reply:{purpose}:{thread.repo.id}:{thread.number}:{person_id}"


def _lines(person_id: UserId, login: str, thread: Thread, tools: Tools) -> list[ExamLine]:
    return exam_lines(
        tools.session,
        tools.exams,
        person_id=person_id,
        login=login,
        thread=thread,
        addresses=tools.addresses,
    )


def _overview(login: str, lines: list[ExamLine], tools: Tools) -> str:
    return comments.certify(
        login=login,
        certification=CERTIFICATION,
        exams=lines,
        updated_at=tools.now,
        help_url=tools.addresses.commands(),
    )


def _find(word: str, lines: Iterable[ExamLine]) -> ExamLine:
    """Find the exam somebody means: by its id, or by what its id ends in."""
    asked = SHORT_NAMES.get(word.lower(), word.lower())
    by_name = {line.exam.lower(): line for line in lines}
    for name, line in by_name.items():
        if asked in (name, name.removeprefix("meshery-")):
            return line
    known = [name.removeprefix("meshery-") for name in by_name]
    raise UserError(
        f"there is no exam '{shown(word)}'{suggestion(shown(word), known)}; "
        f"the exams are {', '.join(known)}"
    )
