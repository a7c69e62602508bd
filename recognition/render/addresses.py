"""Say where each thing is shown, so that no link is put together in two ways."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit


@dataclass(frozen=True, slots=True)
class Addresses:
    """The public addresses of one installation.

    Attributes:
        public_url: Where people reach this server, without a slash at the end.
    """

    public_url: str

    def profile(self, login: str) -> str:
        """The page of a person."""
        return f"{self.public_url}/u/{quote(login, safe='')}"

    def explain(self, login: str, badge: str = "") -> str:
        """What of a person's work counts, for all badges or for one."""
        return f"{self.profile(login)}/explain{badge and '/' + quote(badge, safe='')}"

    def person_feed(self, login: str, *, kind: str) -> str:
        """The awards of a person as they come, for feed readers: `atom` or `json`."""
        return f"{self.profile(login)}/feed.{kind}"

    def person_json(self, login: str) -> str:
        """What the page of a person says, for programs."""
        return f"{self.profile(login)}.json"

    def feed(self, *, kind: str) -> str:
        """Everybody's awards as they come, for feed readers: `atom` or `json`."""
        return f"{self.public_url}/feed.{kind}"

    def art(self, award_id: str) -> str:
        """The picture of an award as it stands."""
        return f"{self.verify(award_id)}.svg"

    def home(self) -> str:
        """The first page."""
        return f"{self.public_url}/"

    def tag(self, thing: str) -> str:
        """Name a thing for ever (RFC 4151), wherever its page may move."""
        return f"tag:{urlsplit(self.public_url).hostname},2026:{thing}"

    def shield(self, login: str, badge: str) -> str:
        """The small image of a badge somebody holds."""
        return f"{self.public_url}/b/{quote(login, safe='')}/{quote(badge, safe='')}.svg"

    def verify(self, award_id: str) -> str:
        """The page that says whether an award is true."""
        return f"{self.public_url}/v/{quote(award_id, safe='')}"

    def badge(self, badge: str) -> str:
        """The page of a badge, with its rule in words."""
        return f"{self.public_url}/achievements/{quote(badge, safe='')}"

    def exam(self, exam: str, invitation: str) -> str:
        """The page of an exam, opened through somebody's invitation."""
        return f"{self.public_url}/exams/{quote(exam, safe='')}?i={quote(invitation, safe='')}"

    def try_rules(self) -> str:
        """Where maintainers try a rule before they propose it."""
        return f"{self.public_url}/console/rules/try"

    def commands(self) -> str:
        """The page of all commands."""
        return f"{self.public_url}/commands"
