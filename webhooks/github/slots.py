"""Make what stands in one slot on GitHub be what it should be, once, whatever happened before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, assert_never

from recognition.effects import (
    Annotation,
    CheckEffect,
    CommentEffect,
    Effect,
    IssueEffect,
    ReactionEffect,
)
from webhooks.github.client import PER_PAGE
from webhooks.github.errors import GoneError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from webhooks.github.client import Place
    from webhooks.github.marker import Marker

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far before our first attempt GitHub may have dated what came of it."""

MAX_ANNOTATIONS = 50
"""GitHub takes no more in one request.

https://docs.github.com/en/rest/checks/runs#create-a-check-run
"""

MAX_LISTED = 10_000
"""How much of a thread is searched; no thread on GitHub comes near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One slot, and what is known of it.

    Attributes:
        effect: What should stand in it.
        remote_id: What GitHub called it when we last knew: the id of a comment, a reaction or
            a check run, the number of an issue. `None` where nothing is known to stand.
        may_stand: Something may stand in it although `remote_id` is `None`: an attempt was
            made whose outcome nobody knows.
        since: A moment before the first attempt.
    """

    effect: Effect
    remote_id: int | None
    may_stand: bool
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Filler:
    """Fills slots.

    Attributes:
        place: Where.
        marker: Signs what is posted.
        bot_login: Gives the login under which the App writes; asked only where it is needed.
    """

    place: Place
    marker: Marker
    bot_login: Callable[[], str]

    def fill(self, slot: Slot) -> int:
        """Make it so.

        Returns:
            What GitHub calls it: see `Slot.remote_id`.

        Raises:
            GitHubError: It is not so, or not known to be.
        """
        match slot.effect:
            case CommentEffect() as effect:
                return self._comment(effect, slot)
            case ReactionEffect() as effect:
                return self._reaction(effect, slot)
            case IssueEffect() as effect:
                return self._issue(effect, slot)
            case CheckEffect() as effect:
                return self._check(effect, slot)
            case _:
                assert_never(slot.effect)

    def _comment(self, effect: CommentEffect, slot: Slot) -> int:
        api, path = self.place.api, self.place.path
        wanted = {"body": self.marker.mark(effect.key, effect.body)}
        remote_id = slot.remote_id
        if remote_id is None and slot.may_stand:
            remote_id = self._only_comment(effect, slot)
        if remote_id is not None:
            try:
                api.patch(f"{path}/issues/comments/{remote_id}", wanted)
            except GoneError:
                # Somebody deleted it; what has news to tell is said again.
                remote_id = None
        if remote_id is None:
            made = api.post(f"{path}/issues/{effect.number}/comments", wanted)
            remote_id = int(made["id"])
            if slot.may_stand:
                # An attempt from before may have come through after we looked.
                return self._only_comment(effect, slot) or remote_id
        return remote_id

    def _only_comment(self, effect: CommentEffect, slot: Slot) -> int | None:
        """Find our comment of this slot; of several keep the first and delete the others."""
        api, path = self.place.api, self.place.path
        listed = api.pages(
            f"{path}/issues/{effect.number}/comments",
            at_most=MAX_LISTED,
            since=_stamp(slot.since - CLOCKS_DIFFER),
        )
        ids = sorted(int(found["id"]) for found in self._ours(effect.key, listed))
        for surplus in ids[1:]:
            api.delete(f"{path}/issues/comments/{surplus}")
        return ids[0] if ids else None

    def _reaction(self, effect: ReactionEffect, slot: Slot) -> int:
        # The same reaction twice is one to GitHub, so that trying again does no harm.
        api = self.place.api
        path = f"{self.place.path}/issues/comments/{effect.comment_id}/reactions"
        made = int(api.post(path, {"content": effect.content})["id"])
        if slot.remote_id is not None:
            former = [slot.remote_id]
        elif slot.may_stand:
            listed = api.pages(path, at_most=MAX_LISTED)
            former = [int(found["id"]) for found in listed if self._is_by_us(found)]
        else:
            former = []
        for reaction_id in former:
            if reaction_id != made:
                api.delete(f"{path}/{reaction_id}")
        return made

    def _issue(self, effect: IssueEffect, slot: Slot) -> int:
        api, path = self.place.api, self.place.path
        wanted = {"title": effect.title, "body": self.marker.mark(effect.key, effect.body)}
        number = slot.remote_id
        if number is None and slot.may_stand:
            number = self._first_issue(effect, slot)
        if number is None:
            # GitHub makes labels that the repository does not have.
            made = api.post(f"{path}/issues", {**wanted, "labels": list(effect.labels)})
            return int(made["number"])
        stands = api.patch(f"{path}/issues/{number}", wanted)
        # Labels are added and never replaced: maintainers put their own on the digest.
        borne = {label["name"].casefold() for label in stands["labels"]}
        missing = [name for name in effect.labels if name.casefold() not in borne]
        if missing:
            api.post(f"{path}/issues/{number}/labels", {"labels": missing})
        return number

    def _first_issue(self, effect: IssueEffect, slot: Slot) -> int | None:
        listed = self.place.api.pages(
            f"{self.place.path}/issues",
            at_most=MAX_LISTED,
            state="all",
            since=_stamp(slot.since - CLOCKS_DIFFER),
        )
        return min(
            (int(found["number"]) for found in self._ours(effect.key, listed)), default=None
        )

    def _check(self, effect: CheckEffect, slot: Slot) -> int:
        api, path = self.place.api, f"{self.place.path}/check-runs"
        output: dict[str, Any] = {"title": effect.title, "summary": effect.summary}
        if effect.text:
            output["text"] = effect.text
        wanted = {
            "name": effect.name,
            "status": "completed",
            "conclusion": str(effect.conclusion),
            # The marker has no place in a check's text, but checks have a field for it.
            "external_id": self.marker.line(effect.key),
            "output": output,
        }
        remote_id = slot.remote_id
        if remote_id is None and slot.may_stand:
            remote_id = self._first_check(effect)
        if remote_id is not None:
            api.patch(f"{path}/{remote_id}", wanted)
            return remote_id
        if effect.annotations:
            # Only here: a later change would add them a second time.
            shown = effect.annotations[:MAX_ANNOTATIONS]
            output["annotations"] = [_annotation(one) for one in shown]
        return int(api.post(path, {**wanted, "head_sha": effect.head_sha})["id"])

    def _first_check(self, effect: CheckEffect) -> int | None:
        """Find our check run of this slot; GitHub shows the newest, so one more does no harm."""
        listed = self.place.api.get(
            f"{self.place.path}/commits/{effect.head_sha}/check-runs",
            check_name=effect.name,
            filter="all",
            per_page=PER_PAGE,
        )
        ids = [
            int(found["id"])
            for found in listed["check_runs"]
            if found["external_id"] == self.marker.line(effect.key)
            and found["app"] is not None
            and f"{found['app']['slug']}[bot]" == self.bot_login()
        ]
        return min(ids, default=None)

    def _ours(self, key: str, listed: Iterable[Any]) -> list[Any]:
        return [
            found
            for found in listed
            if self.marker.is_of(key, found["body"]) and self._is_by_us(found)
        ]

    def _is_by_us(self, found: Any) -> bool:
        """Tell whether the App's own account wrote it; deleted accounts are null."""
        user = found["user"]
        return user is not None and user["type"] == "Bot" and user["login"] == self.bot_login()


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _annotation(it: Annotation) -> dict[str, Any]:
    return {
        "path": it.path,
        "start_line": it.line,
        "end_line": it.line,
        "annotation_level": "failure" if it.is_failure else "warning",
        "title": it.title,
        "message": it.message,
    }
