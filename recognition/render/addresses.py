"""Say where each thing is shown, so that no link is put together in two ways."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


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

    def commands(self) -> str:
        """The page of all commands."""
        return f"{self.public_url}/commands"
