"""Whose page an exam's is: the team of the domain it is about, or the maintainers'."""

from __future__ import annotations

from recognition.domains import Domain, Domains
from webhooks.web.maintainers import exam_team

DOMAINS = Domains(
    domains=(
        Domain(id="cli", name="CLI", team="meshery/cli-maintainers"),
        Domain(id="ui", name="UI"),
    )
)


def test_an_exam_belongs_to_the_team_of_the_domain_it_is_called_after() -> None:
    assert exam_team("meshery-cli", DOMAINS) == "meshery/cli-maintainers"
    assert exam_team("cli", DOMAINS) == "meshery/cli-maintainers"


def test_a_domain_without_a_team_and_an_exam_without_a_domain_are_the_maintainers() -> None:
    assert exam_team("meshery-ui", DOMAINS) is None
    assert exam_team("meshery-server", DOMAINS) is None


def test_an_exam_that_only_ends_like_a_domain_does_not_belong_to_it() -> None:
    assert exam_team("meshery-precli", DOMAINS) is None
