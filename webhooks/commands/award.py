"""`/award`: maintainers decide about the awards of a digest."""

from __future__ import annotations

from recognition.kernel.errors import UserError
from recognition.kernel.findings import suggestion
from recognition.service import digest, review
from webhooks.commands.contract import Asked, Reply, Tools, Who, command

MAX_NUMBERS = 100


@command(
    "award",
    usage=("/award approve N…", '/award reject N… reason="…"'),
    purpose="Decide about awards of the digest, by their numbers",
    who=Who.MAINTAINER,
    example='/award reject 2 reason="one change split into five"',
)
def award(asked: Asked, tools: Tools) -> Reply:
    """Approve or reject, and write the digest anew."""
    verb, *words = asked.command.args or ("",)
    if verb.lower() not in ("approve", "reject"):
        raise UserError(
            f"there is no /award {verb}{suggestion(verb, ('approve', 'reject'))}; "
            "try /award approve 1, or /award reject 2 with a reason"
        )
    week = _week(asked, tools)
    if week is None:
        raise UserError("there is no digest yet, so no numbers to decide about")
    award_ids = digest.awards_by_number(tools.session, week=week, numbers=_numbers(words))
    if verb.lower() == "approve":
        tools.recorder.approve(tools.session, award_ids, by=asked.actor, now=tools.now)
    else:
        reason = asked.command.options.get("reason", "").strip()
        if not reason:
            raise UserError('say why, for the person: /award reject 2 reason="…"')
        review.reject(
            tools.session,
            award_ids,
            by=asked.actor,
            catalog=tools.catalog,
            now=tools.now,
            reason=reason,
        )
    tools.recorder.refresh_digest(tools.session, week=week, now=tools.now)
    return Reply(purpose="award")


def _week(asked: Asked, tools: Tools) -> str | None:
    """Find the digest whose numbers are meant: the one commented on, or else the newest."""
    repo = tools.recorder.digest_repo or ""
    # GitHub's names are case-insensitive, and the setting is typed by hand.
    if asked.repo.full_name.lower() == repo.lower():
        week = digest.week_of_issue(tools.session, number=asked.number)
        if week is not None:
            return week
    return digest.newest_week(tools.session)


def _numbers(words: list[str]) -> list[int]:
    given = [part for word in words for part in word.split(",") if part]
    if not given:
        raise UserError("say which, by the numbers in the digest: /award approve 1 3")
    if len(given) > MAX_NUMBERS:
        raise UserError(f"that is more than {MAX_NUMBERS} numbers")
    for part in given:
        if not (part.isascii() and part.isdigit() and len(part) < len("10000")):
            raise UserError(f"'{part}' is not a number of the digest")
    return list(dict.fromkeys(int(part) for part in given))
