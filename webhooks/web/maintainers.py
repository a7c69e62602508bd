"""Keep the console's pages for the people whom GitHub, asked at this moment, calls maintainers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recognition.kernel.errors import ForbiddenError, UserError
from recognition.kernel.web.session import current_visitor
from webhooks.github.errors import GitHubError

if TYPE_CHECKING:
    from recognition.domains import Domains
    from recognition.kernel.web import Visitor
    from webhooks.ports import GitHubReader

NOT_A_MAINTAINER = "This page is for the maintainers who decide about awards."
NOT_OF_THE_DOMAIN = "This page is for the maintainers of the exam's domain only."


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintainers:
    """Who may see the console.

    Attributes:
        github: Says who is in a team at this moment.
        team: `org/team` of the maintainers; `None` where nobody may.
    """

    github: GitHubReader
    team: str | None

    def only(self, *, team: str | None = None, refusal: str = NOT_A_MAINTAINER) -> Visitor:
        """Stop visitors who are not in the team; give the one who is.

        Args:
            team: Asked in place of the maintainers' team.
            refusal: The words for everybody else.

        Raises:
            ForbiddenError: Not a member.
            UserError: GitHub did not tell.
        """
        visitor = current_visitor()
        assert visitor is not None, "checked by login_required"
        asked = team or self.team
        try:
            is_member = asked is not None and self.github.is_member(
                asked, actor_id=visitor.id, login=visitor.login
            )
        except GitHubError as error:
            raise UserError(
                "GitHub did not tell who is a maintainer. Retry in a minute."
            ) from error
        if not is_member:
            raise ForbiddenError(refusal)
        return visitor


def exam_team(exam: str, domains: Domains) -> str | None:
    """Give the team of the domain that an exam is about; `None` is the maintainers' own.

    An exam is called as its domain, with the project before it: `meshery-cli` of `cli`.
    """
    for domain in domains.domains:
        if exam == domain.id or exam.endswith(f"-{domain.id}"):
            return domain.team
    return None
