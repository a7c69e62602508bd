"""Every badge of the shipped catalog, with a person just below its threshold and one just at it.

The numbers here are those of Meshery's own descriptions and of the people who decided about the
thresholds; none is read from the badge files, so a slip in a file is a failure here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from recognition.facts import Fact
from recognition.rules.badge import Grant, Status
from recognition.rules.rule import contribution, earn
from tests.recognition.deeds import CATALOG
from tests.recognition.factories import make_fact

BEGIN = datetime(2025, 3, 10, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
EXAMS = ("server", "cli", "ui", "models", "extensibility")


def deeds(
    number: int,
    *,
    repo: str | None = "meshery/meshery",
    kind: str = "pr.merged",
    days: int = 10,
    authors: Sequence[int] = (),
    **attrs: Any,
) -> list[Fact]:
    """Make so many facts, one every so many days, of one author after the other."""
    whose = [{"author": authors[n % len(authors)]} if authors else {} for n in range(number)]
    return [
        make_fact(n + 1, kind=kind, repo=repo, at=BEGIN + n * days * DAY, attrs=whose[n] | attrs)
        for n in range(number)
    ]


def on_days(*days: str, **attrs: Any) -> list[Fact]:
    """Make a merged pull request on each of these days."""
    return [
        make_fact(n, at=datetime.fromisoformat(f"{day}T12:00:00+00:00"), attrs=attrs)
        for n, day in enumerate(days)
    ]


def exams(*names: str) -> list[Fact]:
    return [
        make_fact(n, kind="exam.passed", repo=None, at=BEGIN + n * DAY, attrs={"exam": name})
        for n, name in enumerate(names)
    ]


def nominated(badge: str) -> list[Fact]:
    return [make_fact(1, kind="nomination", repo=None, attrs={"badge": badge})]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A badge, what just earns it, and what just does not, in one way or in several."""

    badge: str
    at: list[Fact]
    below: Sequence[list[Fact]]
    tier: str | None = None


def row(
    badge: str, at: list[Fact], *more_below: list[Fact], tier: str | None = None, cut: int = 1
) -> Row:
    """Make a row that is missed without its last facts, and in the other ways given."""
    return Row(badge=badge, at=at, below=[at[:-cut], *more_below], tier=tier)


def project(badge: str, repo: str, **attrs: Any) -> Row:
    """Make the row of a project: five pull requests in more than one month."""
    return row(
        badge,
        deeds(5, repo=repo, **attrs),
        deeds(5, repo=repo, days=1, **attrs),
        deeds(5, repo="octo/other", **{**attrs, "labels": []}),
        deeds(5, repo=repo, **{**attrs, "role": "reviewer"}),
    )


def tiers(badge: str, numbers: dict[str, int], **common: Any) -> list[Row]:
    return [row(badge, deeds(n, **common), tier=tier) for tier, n in numbers.items()]


SPECIAL = [
    row("docker-captain", nominated("docker-captain"), nominated("community")),
    row("cncf-ambassador", nominated("cncf-ambassador"), nominated("docker-captain")),
    *(
        row(
            "hacktoberfest-25-contributor",
            on_days("2025-11-20", created_at=day),
            on_days("2025-11-20", created_at="2025-09-30T23:59:59Z"),
            on_days("2025-11-20", created_at="2025-11-01T00:00:00Z"),
            on_days("2025-11-20", created_at=day, labels=["Spam"]),
            on_days("2025-10-20"),
        )
        for day in ("2025-10-01T00:00:00Z", "2025-10-31T23:59:59Z")
    ),
    row(
        "meshmate",
        deeds(20, kind="review.submitted", days=4, authors=range(20, 25), bare=False),
        deeds(20, kind="review.submitted", days=5, authors=range(20, 25), bare=False),
        deeds(20, kind="review.submitted", days=4, authors=range(20, 24), bare=False),
        deeds(20, kind="review.submitted", days=4, authors=range(20, 25), bare=True),
        deeds(20, kind="comment.created", days=4, authors=range(20, 25), body_length=39),
    ),
    row(
        "meshmate",
        deeds(20, kind="comment.created", days=4, authors=range(20, 25), body_length=40),
    ),
]

CLOUD = [
    row(badge, deeds(1, kind=kind, repo=None))
    for badge, kind in {
        "first-application": "ext.application.imported",
        "design-pioneer": "ext.design.created",
        "bring-a-buddy": "ext.user.invited",
        "first-share": "ext.design.shared",
        "first-deployment": "ext.design.deployed",
        "need-for-speed": "ext.performance.tested",
        "first-interactive-terminal-session": "ext.terminal.opened",
        "first-log-streaming-session": "ext.logs.streamed",
        "first-collaborator": "ext.design.collaborated",
        "gitops-connected": "ext.github.connected",
        "meshmap-snapshot": "ext.snapshot.created",
    }.items()
]

ACHIEVEMENTS = [
    row("first-contribution", deeds(1), deeds(1, role="co_author")),
    row(
        "code-cleanup-crew",
        deeds(5, additions=4, deletions=6),
        deeds(5, additions=5, deletions=5),
        deeds(5, additions=3, deletions=6),
    ),
    row("code-cleanup-crew", deeds(5, labels=["Kind/Chore"]), deeds(5, labels=["kind/bug"])),
    row("security-sentinel", deeds(1, labels=["area/security"]), deeds(1, labels=["secure"])),
    row("security-sentinel", nominated("security-sentinel")),
    row(
        "longevity-legend",
        on_days("2023-12-31", "2024-06-01", "2025-01-01"),
        on_days("2023-01-01", "2023-12-31", "2024-12-31"),
    ),
    row(
        "continuous-contributor",
        on_days("2025-01-31", *(f"2025-0{month}-01" for month in range(2, 7))),
        on_days("2025-01-31", *(f"2025-0{month}-01" for month in range(2, 6)), "2025-07-01"),
    ),
    *(
        row(
            "review-rockstar",
            deeds(number, kind="review.submitted", days=1, author=5, **said),
            deeds(number, kind="review.submitted", days=1, author=1, **said),
            deeds(number, kind="review.submitted", days=1, author=5, state="approved"),
            deeds(number, kind="review.submitted", days=0, author=5, **said),
            tier=tier,
        )
        for tier, number in {"silver": 25, "gold": 100}.items()
        for said in ({"state": "CHANGES_REQUESTED"}, {"state": "commented", "comments": 1})
    ),
    row(
        "review-rockstar",
        deeds(5, kind="review.submitted", author=5, state="changes_requested"),
        deeds(5, kind="review.submitted", author=5, state="commented", comments=0),
        tier="bronze",
    ),
]

PROJECTS = [
    project("ui-ux", "meshery/meshery", paths=["ui/a.tsx"]),
    project("ui-ux", "layer5io/sistent", paths=["src/a.tsx"]),
    project("ui-ux", "layer5io/layer5", paths=["src/a/hero.style.js"]),
    row(
        "writers-program",
        deeds(2, repo="layer5io/layer5", paths=["src/collections/blog/a/b.md"], additions=30,
              deletions=0),
        deeds(2, repo="layer5io/layer5", paths=["src/collections/blog/a/b.md"], additions=29,
              deletions=0),
        deeds(2, repo="layer5io/layer5", paths=["src/pages/a.js"], additions=30, deletions=0),
    ),
    row(
        "writers-program",
        [
            *deeds(1, paths=["docs/a/b.md"], additions=20, deletions=10),
            *deeds(1, kind="ext.article.published", repo=None),
        ],
    ),
    project("kanvas", "meshery-extensions/kanvas-site"),
    project("kanvas", "meshery/helm-kanvas-snapshot"),
    project("service-mesh-performance", "service-mesh-performance/service-mesh-performance"),
    row(
        "community",
        deeds(25, kind="comment.created", days=3, authors=range(20, 30), body_length=40),
        deeds(25, kind="comment.created", days=3, authors=range(20, 29), body_length=40),
        deeds(25, kind="comment.created", days=1, authors=range(20, 30), body_length=40),
        deeds(25, kind="comment.created", days=3, authors=range(20, 30), body_length=39),
        deeds(25, kind="issue.opened", days=3, authors=range(20, 30)),
    ),
    *tiers("meshery", {"bronze": 5, "silver": 10, "gold": 25, "platinum": 100}),
    row("meshery", deeds(5, repo="meshery-extensions/kanvas-site"), deeds(5, days=1),
        deeds(5, repo="octo/other"), tier="bronze"),
    project("patterns", "service-mesh-patterns/service-mesh-patterns"),
    project("landscape", "layer5io/layer5"),
    project("nighthawk", "layer5io/getnighthawk"),
    project("nighthawk", "meshery/meshery-nighthawk"),
    project("meshery-catalog", "meshery/meshery.io", paths=["catalog/a/b.yml"]),
    project("meshery-catalog", "meshery/meshery", labels=["Area/Catalog"]),
    project("docker-extension", "meshery/meshery", paths=["install/docker-extension/a/b"]),
    row(
        "meshery-operator",
        deeds(5, repo="meshery/meshery-operator"),
        deeds(5, repo="meshery/meshsync"),
    ),
    *tiers("meshery-docs", {"bronze": 1, "silver": 5, "gold": 25}, paths=["docs/a/b.md"]),
    row("meshery-docs", deeds(1, repo="layer5io/docs"), deeds(1, paths=["ui/docs.md"]),
        deeds(1, paths=["docs/_meetings/2025.md"], labels=["area/docs"]), tier="bronze"),
    row("meshery-docs", deeds(1, labels=["area/docs"]), tier="bronze"),
    project("meshsync", "meshery/meshsync"),
    project("sistent-contributor", "layer5io/sistent"),
]  # fmt: skip

CERTIFICATIONS = [
    *(
        row(f"exam-meshery-{exam}", exams(f"meshery-{exam}"), exams("meshery-other"))
        for exam in EXAMS
    ),
    row(
        "certified-meshery-contributor",
        exams(*(f"meshery-{exam}" for exam in EXAMS)),
        exams(*(f"meshery-{exam}" for exam in (*EXAMS[:4], EXAMS[0], "other"))),
    ),
]

ROWS = [*SPECIAL, *CLOUD, *ACHIEVEMENTS, *PROJECTS, *CERTIFICATIONS]

ON_HOLD = {
    "certified-meshery-developer": ("cmd", "meshery-developer"),
    "certified-meshery-associate": ("cma", "meshery-associate"),
    "certified-meshery-professional": ("cmp", "meshery-professional"),
    "certified-meshery-expert": ("cme", "meshery-expert"),
}
RETIRED = {"hacktoberfest-contributor": 2023, "hacktoberfest-24-contributor": 2024}


def earned(badge: str, facts: Iterable[Fact]) -> list[str | None]:
    return [one.tier for one in earn(CATALOG.badges[badge].rule, list(facts))[1]]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.badge}-{row.tier or 'once'}")
def test_a_person_just_at_the_threshold_has_it_and_one_just_below_has_not(row: Row) -> None:
    assert row.tier in earned(row.badge, row.at)
    for number, facts in enumerate(row.below):
        assert row.tier not in earned(row.badge, facts), f"below, in way {number}"


def test_every_badge_has_a_row() -> None:
    covered = {row.badge for row in ROWS}
    assert covered == {badge.id for badge in CATALOG.active}
    others = {badge.id for badge in CATALOG.badges.values() if not badge.is_active}
    assert others == ON_HOLD.keys() | RETIRED.keys()
    for badge in CATALOG.active:
        assert {row.tier for row in ROWS if row.badge == badge.id} == set(badge.tiers or [None])


@pytest.mark.parametrize("badge", ON_HOLD)
def test_what_is_on_hold_is_never_given(badge: str) -> None:
    """Its rule would hold, so only its status keeps it back."""
    alias, exam = ON_HOLD[badge]
    found = CATALOG.find(alias)
    assert found is not None
    assert (found.id, found.status) == (badge, Status.HOLD)
    (fact,) = exams(exam)
    assert contribution(found.rule, fact) is not None
    assert CATALOG.contributions(fact) == []


@pytest.mark.parametrize("badge", RETIRED)
def test_what_is_retired_is_shown_and_never_given(badge: str) -> None:
    year = RETIRED[badge]
    found = CATALOG.find(badge)
    assert found is not None
    assert found.status is Status.RETIRED
    (fact,) = on_days(f"{year}-10-20", created_at=f"{year}-10-15T00:00:00Z")
    assert contribution(found.rule, fact) is not None
    assert badge not in {one.id for one, _ in CATALOG.contributions(fact)}


@pytest.mark.parametrize(
    ("badge", "required"),
    [
        ("certified-meshery-developer", ("certified-meshery-contributor",)),
        ("certified-meshery-associate", ()),
        ("certified-meshery-professional", ("certified-meshery-associate",)),
        ("certified-meshery-expert", ("certified-meshery-professional",)),
        ("certified-meshery-contributor", ()),
    ],
)
def test_a_certification_stands_on_the_one_before_it(
    badge: str, required: tuple[str, ...]
) -> None:
    assert CATALOG.badges[badge].requires == required


BY_PEOPLE = {
    "docker-captain",
    "cncf-ambassador",
    "meshmate",
    "security-sentinel",
    "ui-ux",
    "writers-program",
    "kanvas",
    "community",
    "meshery-operator",
}


def test_people_have_the_last_word_where_a_rule_cannot_tell() -> None:
    assert {badge.id for badge in CATALOG.active if badge.grant is Grant.REVIEW} == BY_PEOPLE
