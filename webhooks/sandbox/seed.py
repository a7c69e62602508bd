"""A small Meshery to play with: invented people, a few repositories, work that waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from webhooks.sandbox.chronicle import RULES, tell_the_past
from webhooks.sandbox.patches import OPERATOR_CHANGES, PAST_CHANGES, WAITING_CHANGE
from webhooks.sandbox.world import World

ORGANIZATION = "meshery"
REPOSITORY = "meshery/meshery"
OPERATOR = "meshery/meshery-operator"
DOCS = "meshery/docs"
RECOGNITION = "meshery/recognition"
RULES_REPOSITORY = "meshery/.github"

CONTRIBUTOR = "amara-okoye"
MAINTAINER = "lena-vogt"
REVIEWER = "ravi-menon"
OPERATOR_AUTHOR = "tomas-rey"
WRITER = "yuki-hara"
NEWCOMER = "noor-haddad"

PEOPLE = {
    CONTRIBUTOR: ("Amara Okoye", "Platform engineer. Learning Go in public."),
    MAINTAINER: ("Lena Vogt", "Maintainer of Meshery. Reviews before breakfast."),
    REVIEWER: ("Ravi Menon", "Maintainer of Meshery. mesheryctl is my home."),
    OPERATOR_AUTHOR: ("Tomás Rey", "Kubernetes operators, mostly at night."),
    WRITER: ("Yuki Hara", "Technical writer."),
    NEWCOMER: ("Noor Haddad", "New here. Hello!"),
}

_WELCOME = """\
# {name}

{description}

Newcomers are welcome: look for issues labelled **good first issue**.
"""

_CHECKLIST = """\
What is left before the next release:

- [x] Freeze the schemas
- [x] Update the compatibility table
- [ ] Translate the release notes
- [ ] Announce it in the community call
"""

_PULL_BODY = """\
`mesheryctl model import` had no page of its own, and `--file` took folders without saying so.

- [x] Document every flag, with an example each
- [x] Refuse a path that does not exist, before anything is uploaded
- [x] Test both

Signed-off-by: Amara Okoye
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """Where the story begins.

    Attributes:
        pull_request: The number of the open pull request in `repository`, ready to merge,
            by `contributor`, the first of that person.
        maintainer: Somebody who may merge, and who owns the organization.
        maintainers: The team that decides about awards, as `organization/team`.
        digest_repo: The repository that the digest is for.
        operator_pull_requests: Numbers of five open pull requests in `operator_repository`
            by one person, ready to merge: enough for an award that wants a decision.
    """

    organization: str
    repository: str
    pull_request: int
    contributor: str
    maintainer: str
    maintainers: str
    digest_repo: str
    operator_repository: str
    operator_pull_requests: tuple[int, ...]


def meshery_like(world: World) -> Seed:
    """Fill an empty world, with a past of some months, and say where the story begins."""
    begun = world.now() - timedelta(days=160)
    with world.at(begun):
        _build(world)
    tell_the_past(world, ORGANIZATION, reviewers=(MAINTAINER, REVIEWER), reporter=NEWCOMER)
    _past(world)
    with world.at(world.now() - timedelta(days=3)):
        world.open_issue(REPOSITORY, MAINTAINER, "Before the next release", _CHECKLIST)
        issue = world.open_issue(
            REPOSITORY,
            NEWCOMER,
            "mesheryctl model import: which files may I import?",
            "The help says *file*. Does a folder count, and may it be a `.tar.gz`?",
            labels=["good first issue", "component/mesheryctl"],
        )
        world.comment(
            REPOSITORY,
            issue.number,
            REVIEWER,
            "Both work, and we never wrote it down. Would you like to?",
        )
    pull_request = _waiting(world, answers=issue.number)
    operator_pulls = _operator(world)
    return Seed(
        organization=ORGANIZATION,
        repository=REPOSITORY,
        pull_request=pull_request,
        contributor=CONTRIBUTOR,
        maintainer=MAINTAINER,
        maintainers=f"{ORGANIZATION}/maintainers",
        digest_repo=RECOGNITION,
        operator_repository=OPERATOR,
        operator_pull_requests=operator_pulls,
    )


def _build(world: World) -> None:
    for login, (name, bio) in PEOPLE.items():
        world.add_user(login, name=name, bio=bio)
    world.add_organization(
        ORGANIZATION,
        name="Meshery",
        description="The cloud native manager, in small",
        owners=[MAINTAINER],
        members=[REVIEWER, WRITER, OPERATOR_AUTHOR],
    )
    world.add_team(ORGANIZATION, "maintainers", members=[REVIEWER], maintainers=[MAINTAINER])
    areas = {
        "component/mesheryctl": "1d76db",
        "component/docs": "0e8a16",
        "component/ui": "c5def5",
    }
    _repository(world, REPOSITORY, "The cloud native manager", "Go", 9_041, areas)
    _repository(world, OPERATOR, "Keeps MeshSync and its broker running", "Go", 113, {})
    _repository(world, DOCS, "Guides and references", "Markdown", 48, {})
    _repository(world, RECOGNITION, "Where maintainers decide about awards", "Python", 7, {})
    world.add_repository(
        RULES_REPOSITORY,
        description="What holds for the whole organisation",
        files={
            ".github/recognition.yml": RULES,
            "README.md": _WELCOME.format(name=".github", description="Rules for all of us."),
        },
    )


def _repository(
    world: World,
    full_name: str,
    description: str,
    language: str,
    stars: int,
    labels: dict[str, str],
) -> None:
    name = full_name.partition("/")[2]
    world.add_repository(
        full_name,
        description=description,
        language=language,
        stars=stars,
        labels=labels,
        files={"README.md": _WELCOME.format(name=name, description=description)},
    )


def _past(world: World) -> None:
    """Merge what was merged in the past weeks, oldest first."""
    for change in PAST_CHANGES:
        merged_at = world.now() - timedelta(days=change.days_ago)
        with world.at(merged_at - timedelta(hours=7)):
            thread = world.open_pull_request(
                change.repository, change.author, change.title, change.body, files=change.files
            )
        with world.at(merged_at - timedelta(hours=1)):
            reviewer = REVIEWER if change.author == MAINTAINER else MAINTAINER
            world.review(change.repository, thread.number, reviewer, "APPROVED")
        with world.at(merged_at):
            world.merge(change.repository, thread.number, MAINTAINER)


def _waiting(world: World, *, answers: int) -> int:
    """Open the pull request of the story: reviewed, approved, not merged."""
    with world.at(world.now() - timedelta(hours=26)):
        thread = world.open_pull_request(
            REPOSITORY,
            CONTRIBUTOR,
            "[mesheryctl] Document `model import` and refuse missing files",
            f"{_PULL_BODY}\nAnswers #{answers}",
            files=WAITING_CHANGE,
            branch="document-model-import",
        )
    with world.at(world.now() - timedelta(hours=22)):
        world.label(REPOSITORY, thread.number, MAINTAINER, "component/mesheryctl")
        world.label(REPOSITORY, thread.number, MAINTAINER, "component/docs")
        world.review(
            REPOSITORY,
            thread.number,
            REVIEWER,
            "CHANGES_REQUESTED",
            "Lovely page. Could the error name the path that is missing?",
        )
    with world.at(world.now() - timedelta(hours=20)):
        world.comment(
            REPOSITORY, thread.number, CONTRIBUTOR, "It does now. Thank you for the hint!"
        )
    with world.at(world.now() - timedelta(hours=3)):
        world.review(REPOSITORY, thread.number, REVIEWER, "APPROVED", "Just right.")
        comment = world.comment(
            REPOSITORY, thread.number, MAINTAINER, "Ready to merge. Welcome, @amara-okoye!"
        )
        world.react(REPOSITORY, comment.id, CONTRIBUTOR, "heart")
    return thread.number


def _operator(world: World) -> tuple[int, ...]:
    numbers = []
    for hours, change in enumerate(OPERATOR_CHANGES, start=4):
        with world.at(world.now() - timedelta(hours=hours)):
            thread = world.open_pull_request(
                OPERATOR, OPERATOR_AUTHOR, change.title, change.body, files=change.files
            )
            world.review(OPERATOR, thread.number, MAINTAINER, "APPROVED")
            numbers.append(thread.number)
    return tuple(numbers)
