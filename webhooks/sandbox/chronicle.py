"""What the demo's people did in the months before the App came: it is there to be counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from webhooks.sandbox.git import co_author_trailer
from webhooks.sandbox.world import World

RULES = """\
# What the recognition App does in this organisation.
# Change it by pull request: a check says beforehand who would gain or lose what.
features:
  announcements: true
  commands: true
"""
_RELEASE_NOTES = """\
## What is new

- `mesheryctl` has shorter help texts.
- The sidebar stays open.
- Every adapter is described on one page.
"""
_QUESTION = "I have two clusters. Do I need a MeshSync in each, or does one see both?"
_ANSWER = "One in each: MeshSync watches the cluster it runs in, and all report to one Meshery."


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A pull request of the past, and what belongs to it.

    Attributes:
        days_ago: When it was merged.
        repository: Its name in the organization.
        closes: The title of an issue that was open a few days before; empty for none.
        with_author: The login of a co-author; empty for none.
        remark: What the reviewer said of the first file; empty for a mere approval.
    """

    days_ago: int
    repository: str
    author: str
    title: str
    paths: tuple[str, ...]
    labels: tuple[str, ...] = ()
    closes: str = ""
    with_author: str = ""
    remark: str = ""


EPISODES = (
    Episode(
        days_ago=152,
        repository="meshery",
        author="ravi-menon",
        title="[mesheryctl] Say which context is in use",
        paths=("mesheryctl/internal/cli/root/system/context.go",),
        labels=("component/mesheryctl",),
    ),
    Episode(
        days_ago=147,
        repository="docs",
        author="yuki-hara",
        title="Begin a page for newcomers",
        paths=("content/contributing/start.md", "content/contributing/_index.md"),
        remark="Could the first step be the one that cannot fail?",
    ),
    Episode(
        days_ago=139,
        repository="meshery",
        author="lena-vogt",
        title="[UI] Show the name of the cluster in the header",
        paths=("ui/components/Header.tsx", "ui/components/Header.test.tsx"),
        labels=("component/ui",),
        closes="I cannot tell which cluster I am looking at",
        with_author="ravi-menon",
    ),
    Episode(
        days_ago=126,
        repository="meshery",
        author="yuki-hara",
        title="[Docs] Name the ports that must be open",
        paths=("docs/content/en/installation/_index.md",),
        labels=("component/docs",),
        closes="Which ports does Meshery need?",
    ),
    Episode(
        days_ago=118,
        repository="meshery",
        author="ravi-menon",
        title="[mesheryctl] Refuse a version that does not exist",
        paths=("mesheryctl/internal/cli/root/system/update.go", "mesheryctl/pkg/utils/release.go"),
        labels=("component/mesheryctl",),
        remark="What happens without a network?",
    ),
    Episode(
        days_ago=104,
        repository="docs",
        author="yuki-hara",
        title="Pictures of every step of the installation",
        paths=("content/installation/steps.md",),
        with_author="lena-vogt",
    ),
    Episode(
        days_ago=97,
        repository="meshery",
        author="lena-vogt",
        title="[UI] Remember the width of the table's columns",
        paths=("ui/components/DataTable.tsx",),
        labels=("component/ui",),
        remark="A test for the empty table, please.",
    ),
    Episode(
        days_ago=83,
        repository="meshery",
        author="tomas-rey",
        title="Speak of namespaces as Kubernetes does",
        paths=("server/models/namespace.go",),
        closes="Namespaces with dashes are cut off",
        remark="Are there others that cut names?",
    ),
    Episode(
        days_ago=71,
        repository="docs",
        author="ravi-menon",
        title="Correct the example of a design",
        paths=("content/concepts/designs.md",),
    ),
    Episode(
        days_ago=58,
        repository="meshery",
        author="ravi-menon",
        title="[mesheryctl] Complete names in bash and zsh",
        paths=("mesheryctl/internal/cli/root/completion.go",),
        labels=("component/mesheryctl",),
        with_author="tomas-rey",
    ),
    Episode(
        days_ago=45,
        repository="meshery",
        author="yuki-hara",
        title="[Docs] Translate the quick start into Japanese",
        paths=("docs/content/ja/quick-start.md",),
        labels=("component/docs",),
        remark="Shall we say how old the translation is?",
    ),
)


def tell_the_past(
    world: World, organization: str, *, reviewers: tuple[str, str], reporter: str
) -> None:
    """Let the months before happen.

    Args:
        world: With the organization, its people and its repositories; the moment it has now is
            that of their beginning or earlier.
        organization: Its login.
        reviewers: Two maintainers; each reviews and merges what the other or anybody else did.
        reporter: Who finds what is wrong.
    """
    first, second = reviewers
    for episode in EPISODES:
        reviewer = second if episode.author == first else first
        _play(world, organization, episode, reviewer=reviewer, reporter=reporter)
    repo = f"{organization}/meshery"
    with world.at(world.now() - timedelta(days=62)):
        asked = world.discuss(repo, reporter, "One MeshSync for two clusters?", _QUESTION)
    with world.at(world.now() - timedelta(days=61)):
        answer = world.discuss_further(repo, asked.number, second, _ANSWER)
        world.discuss_further(repo, asked.number, reporter, "Clear now!", reply_to=answer.id)
        world.choose_answer(repo, asked.number, reporter, answer.id)
    with world.at(world.now() - timedelta(days=40)):
        world.publish_release(repo, first, "v0.9.0", name="Meshery 0.9", body=_RELEASE_NOTES)


def _play(
    world: World, organization: str, episode: Episode, *, reviewer: str, reporter: str
) -> None:
    repo = f"{organization}/{episode.repository}"
    merged_at = world.now() - timedelta(days=episode.days_ago)
    body = ""
    if episode.closes:
        with world.at(merged_at - timedelta(days=4)):
            body = f"Fixes #{world.open_issue(repo, reporter, episode.closes).number}"
    message = episode.title
    if episode.with_author:
        message += f"\n\n{co_author_trailer(world.account(episode.with_author))}"
    with world.at(merged_at - timedelta(days=2)):
        thread = world.open_pull_request(
            repo,
            episode.author,
            episode.title,
            body,
            files=episode.paths,
            labels=episode.labels,
            messages=[message],
        )
    with world.at(merged_at - timedelta(days=1)):
        if episode.remark:
            remarks = [(episode.paths[0], episode.remark)]
            world.review(repo, thread.number, reviewer, "CHANGES_REQUESTED", comments=remarks)
    with world.at(merged_at - timedelta(hours=1)):
        world.review(repo, thread.number, reviewer, "APPROVED")
    with world.at(merged_at):
        world.merge(repo, thread.number, reviewer)
