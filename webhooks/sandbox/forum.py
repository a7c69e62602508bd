"""Discussions of a repository: a question or an announcement, comments, perhaps an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What a discussion is filed under; only some take an answer."""

    id: int
    name: str
    slug: str
    emoji: str
    description: str
    is_answerable: bool


# Those that GitHub gives every repository, in its order.
CATEGORIES = (
    Category(
        id=36_100_201,
        name="Announcements",
        slug="announcements",
        emoji=":mega:",
        description="Updates from maintainers",
        is_answerable=False,
    ),
    Category(
        id=36_100_202,
        name="General",
        slug="general",
        emoji=":speech_balloon:",
        description="Chat about anything and everything here",
        is_answerable=False,
    ),
    Category(
        id=36_100_203,
        name="Ideas",
        slug="ideas",
        emoji=":bulb:",
        description="Share ideas for new features",
        is_answerable=False,
    ),
    Category(
        id=36_100_204,
        name="Q&A",
        slug="q-a",
        emoji=":pray:",
        description="Ask the community for help",
        is_answerable=True,
    ),
)


@dataclass(slots=True, kw_only=True, eq=False)
class DiscussionComment:
    """A comment on a discussion; `reply_to_id` is the comment it answers, None at the top."""

    id: int
    repository_id: int
    number: int
    author_id: int | None
    body: str
    created_at: datetime
    updated_at: datetime
    reply_to_id: int | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Discussion:
    """A discussion; it shares its numbers with issues and pull requests.

    Attributes:
        answer_id: The comment chosen as the answer; None while there is none.
        answer_chosen_by_id: Who chose it.
    """

    id: int
    repository_id: int
    number: int
    author_id: int | None
    title: str
    body: str
    category: Category
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None
    answer_id: int | None = None
    answer_chosen_at: datetime | None = None
    answer_chosen_by_id: int | None = None
    labels: list[str] = field(default_factory=list)
    comments: list[DiscussionComment] = field(default_factory=list)

    @property
    def answer(self) -> DiscussionComment | None:
        """Give the comment that was chosen as the answer."""
        return next((it for it in self.comments if it.id == self.answer_id), None)
