"""`/award`: maintainers decide about the awards of a digest."""

from __future__ import annotations

from recognition.digest import Edition
from recognition.kernel.errors import UserError
from recognition.kernel.findings import suggestion
from recognition.render.markdown import plain
from recognition.service import numbers, review
from webhooks.commands.contract import Asked, Reply, Tools, Who, command, shown

MAX_NUMBERS = 40
"""The grammar reads some more words of a command; the rest of a longer list would be lost."""

MAX_REASON = 500
"""The reason stands in a cell of the digest's table."""

HOW = "try /award approve 1, or /award reject 2 with a reason"


@command(
    "award",
    usage=("/award approve N…", '/award reject N… reason="…"'),
    purpose="Decide about awards of the digest, by their numbers",
    who=Who.MAINTAINER,
    example='/award reject 2 reason="one change split into five"',
)
def award(asked: Asked, tools: Tools) -> Reply:
    """Approve or reject, and write the digest anew."""
    if not asked.command.args:
        raise UserError(f"say what to do; {HOW}")
    verb, *words = asked.command.args
    if verb.lower() not in ("approve", "reject"):
        near = suggestion(shown(verb), ("approve", "reject"))
        raise UserError(f"there is no /award {shown(verb)}{near}; {HOW}")
    edition = _edition(asked, tools)
    if edition is None:
        raise UserError("there is no digest yet, so no numbers to decide about")
    chosen = _numbers(words)
    award_ids = [numbers.award_by_number(tools.session, edition, one).id for one in chosen]
    reason = _reason(asked) if verb.lower() == "reject" else None
    for number, award_id in zip(chosen, award_ids, strict=True):
        try:
            _decide(award_id, asked, tools, rejected_for=reason)
        except UserError as error:
            raise UserError(f"number {number}: {error}") from error
    tools.recorder.refresh_digest(tools.session, edition, now=tools.now)
    return Reply(purpose="award")


def _decide(award_id: str, asked: Asked, tools: Tools, *, rejected_for: str | None) -> None:
    if rejected_for is None:
        tools.recorder.approve(tools.session, [award_id], by=asked.actor, now=tools.now)
        return
    review.reject(
        tools.session,
        [award_id],
        by=asked.actor,
        catalog=tools.catalog,
        now=tools.now,
        reason=rejected_for,
    )


def _reason(asked: Asked) -> str:
    reason = plain(asked.command.options.get("reason", ""))
    if not reason:
        raise UserError('say why: /award reject 2 reason="…"')
    if len(reason) > MAX_REASON:
        raise UserError(f"keep the reason below {MAX_REASON} characters")
    return reason


def _edition(asked: Asked, tools: Tools) -> Edition | None:
    """Find the digest whose numbers are meant: the one commented on, or else the newest."""
    repo = tools.recorder.digest_repo or ""
    # GitHub's names are case-insensitive, and the setting is typed by hand.
    if asked.repo.full_name.lower() == repo.lower():
        edition = numbers.edition_of_issue(tools.session, number=asked.number)
        if edition is not None:
            return edition
    return numbers.newest_edition(tools.session)


def _numbers(words: list[str]) -> list[int]:
    given = [part for word in words for part in word.split(",") if part]
    if not given:
        raise UserError("say which, by the numbers in the digest: /award approve 1 3")
    if len(given) > MAX_NUMBERS:
        raise UserError(f"decide about {MAX_NUMBERS} numbers at most in one command")
    for part in given:
        if not (part.isascii() and part.isdigit() and len(part) < len("10000")):
            raise UserError(f"'{shown(part)}' is not a number of the digest")
    return list(dict.fromkeys(int(part) for part in given))
