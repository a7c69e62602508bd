"""Decide about one award after the other, and answer for each of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, TypeAlias

from recognition.awards import AwardChange, ChangeKind
from recognition.kernel.errors import ForbiddenError, UserError
from recognition.render.markdown import escape, fit, mention
from recognition.service import numbers
from recognition.store import AwardRow
from webhooks.commands.award.contract import Line, Result
from webhooks.commands.award.targets import edition_meant, find
from webhooks.commands.contract import Reply

if TYPE_CHECKING:
    from recognition.decisions import Verb
    from webhooks.commands.award.targets import Found
    from webhooks.commands.award.wording import Request
    from webhooks.commands.contract import Asked, Tools

Act: TypeAlias = Callable[[AwardRow], Sequence[AwardChange]]


def decide_each(request: Request, asked: Asked, tools: Tools, act: Act) -> Reply:
    """Do something to every award that is meant, as far as it can be done.

    What cannot be done does not keep the rest from being done: the answer says of each what
    became of it.

    Args:
        request: Says which.
        asked: Says who.
        tools: The unit of work.
        act: Does it to one award, or raises `UserError`; then what it had begun is taken back.

    Raises:
        UserError: Nothing can be meant by the request.
    """
    result = Result()
    touched = []
    for found in find(request.target, asked, tools):
        try:
            with tools.session.begin_nested():
                changes = act(_award(found))
        except UserError as error:
            result.failed.append(Line(name=found.name, said=str(error)))
            continue
        touched += [change.award.id for change in changes]
        assert found.award is not None, "there was something to act on"
        take_down(result, found.name, found.award.id, changes)
    refresh(touched, asked, tools)
    return reply(result, asked, tools)


def decide(
    verb: Verb,
    request: Request,
    asked: Asked,
    tools: Tools,
    *,
    check: Callable[[AwardRow, Asked, Tools], None] | None = None,
) -> Reply:
    """Do to awards what the table of decisions has for a verb.

    Args:
        verb: What to do.
        request: To which awards, and why.
        asked: Who asked, and where.
        tools: The unit of work.
        check: Raises `UserError` where somebody may not do it to an award; by default it is for
            those who decide about the badge.
    """

    def act(award: AwardRow) -> Sequence[AwardChange]:
        if check is None:
            require_decider(award.badge, asked, tools)
        else:
            check(award, asked, tools)
        return tools.recorder.decide(
            tools.session,
            verb,
            [award.id],
            by=asked.actor,
            now=tools.now,
            reason=request.reason or None,
        )

    return decide_each(request, asked, tools, act)


def require_decider(badge: str, asked: Asked, tools: Tools) -> None:
    """Make sure that somebody may decide about a badge.

    Raises:
        ForbiddenError: The badge is another team's.
    """
    teams = tools.recorder.deciders(badge)
    if not teams & asked.known.teams:
        named = " or ".join(sorted(teams)) or "a team that nobody has set"
        raise ForbiddenError(f"only members of {named} decide about this badge")


def refresh(award_ids: Collection[str], asked: Asked, tools: Tools) -> None:
    """Write anew the digests in which awards stand that were decided about."""
    here = edition_meant(asked, tools)
    editions = numbers.editions_with(tools.session, award_ids)
    if here is not None and here not in editions:
        editions.append(here)
    for edition in editions:
        tools.recorder.refresh_digest(tools.session, edition, now=tools.now)


def take_down(result: Result, name: str, award_id: str, changes: Sequence[AwardChange]) -> None:
    """Put into the result what became of an award: it is done, or takes more people.

    Args:
        result: Of the whole command.
        name: The award's, Markdown.
        award_id: The award's; what else follows from the changes is not said.
        changes: What happened, the last of an award last.
    """
    own = [change for change in changes if change.award.id == award_id]
    if not own:
        result.done.append(Line(name=name, said="granted by its rule"))
        return
    change = own[-1]
    if change.kind is not ChangeKind.VOTED:
        result.done.append(Line(name=name, said=str(change.kind)))
        return
    more = change.quorum - len(change.voices)
    people = "one more maintainer" if more == 1 else f"{more} more maintainers"
    said = f"{len(change.voices)} of {change.quorum} have said so, {people} must too"
    result.missing.append(Line(name=name, said=said))


def reply(result: Result, asked: Asked, tools: Tools, *, is_shown: bool = True) -> Reply:
    """Answer award by award.

    Args:
        result: What became of each.
        asked: Who asked, and where.
        tools: The unit of work.
        is_shown: Whether the digest shows what was done, so that its own issue needs no words.
    """
    is_seen = is_shown and edition_meant(asked, tools) is not None
    parts = []
    if result.done and not (is_seen and not result.missing and not result.failed):
        parts.append(_sentence("done", result.done))
    if result.missing:
        parts.append(_sentence("not decided yet", result.missing))
    if result.failed:
        parts.append(_sentence("not done", result.failed))
    body = f"{mention(asked.actor.login)}, " + "\n\n".join(parts) if parts else ""
    return Reply(purpose="award", body=fit(body), done=not result.failed, joins=True)


def _award(found: Found) -> AwardRow:
    if found.award is None:
        raise UserError(found.problem)
    return found.award


def _sentence(head: str, lines: Sequence[Line]) -> str:
    """Write a list, or one line where there is one thing to say."""
    written = [f"{line.name}: {escape(line.said)}" for line in lines]
    if len(written) == 1:
        return f"{head}: {written[0]}"
    return f"{head}:\n\n" + "\n".join(f"- {line}" for line in written)
