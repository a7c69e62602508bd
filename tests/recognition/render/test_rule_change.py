"""Tests of recognition.render.rule_change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from recognition.kernel.findings import Finding, Severity
from recognition.render.rule_change import MAX_LINES, Fate, Touched, summary, text, title
from tests.good_markdown import check_good_markdown
from tests.recognition.factories import NOON

TRY = "https://recognition.example/console/rules/try"
BEFORE, AFTER = NOON - timedelta(days=90), NOON - timedelta(days=30)


def touched(fate: Fate, *, login: str = "ann", badge: str = "Docs") -> Touched:
    return Touched(
        login=login,
        badge=badge,
        tier="gold",
        fate=fate,
        before=None if fate is Fate.GAINS else BEFORE,
        after=None if fate in (Fate.LOSES, Fate.KEEPS) else AFTER,
    )


ALL = [
    touched(fate, login=login)
    for fate, login in zip(Fate, ("ann", "bob", "cat", "dan"), strict=True)
]


def finding(severity: Severity = Severity.ERROR, message: str = "unknown key 'tier'") -> Finding:
    return Finding(
        file=".github/recognition.yml",
        line=3,
        code="unknown-key",
        severity=severity,
        message=message,
    )


def test_the_title_counts_every_fate() -> None:
    assert title(ALL, []) == "1 award gained, 1 lost, 1 moved to another date, 1 kept"
    assert title([ALL[0], ALL[0]], []) == "2 awards gained"
    assert title([], []) == "Nobody gains or loses anything"


def test_what_moves_within_a_day_is_told_with_the_time() -> None:
    moved = replace(touched(Fate.MOVES), before=NOON, after=NOON + timedelta(hours=2))
    day = f"{NOON:%Y-%m-%d}"
    assert f"{day} 12:00:00 → {day} 14:00:00" in text([moved])
    assert f"{BEFORE:%Y-%m-%d} → {AFTER:%Y-%m-%d}" in text([touched(Fate.MOVES)])
    assert touched(Fate.GAINS).days == ("", f"{AFTER:%Y-%m-%d}")


def test_an_error_is_the_only_thing_that_is_said() -> None:
    """What wrong rules would do, nobody can tell."""
    assert title(ALL, [finding()]) == "1 error in the rules"
    said = summary((), [finding()], badges=[], try_url=TRY)
    assert "`.github/recognition.yml:3`" in said
    assert "unknown key" in said
    assert "gains" not in said
    check_good_markdown(said)


def test_a_warning_hides_no_effect() -> None:
    said = summary(ALL, [finding(Severity.WARNING)], badges=["Docs"], try_url=TRY)
    assert "warning: unknown key" in said
    assert "| Docs | 1 | 1 | 1 | 1 |" in said


def test_badges_are_listed_also_where_nobody_is_touched() -> None:
    said = summary([touched(Fate.GAINS)], [], badges=["Docs", "Operator"], try_url=TRY)
    assert "| Docs | 1 | – | – | – |" in said
    assert "| Operator | – | – | – | – |" in said
    assert "**1 person** would notice" in said
    assert f"[try other numbers]({TRY})" in said
    check_good_markdown(said)


def test_a_change_that_touches_nobody_says_so() -> None:
    assert "nobody's badges do" in summary([], [], badges=["Docs"], try_url=TRY)
    assert summary([], [], badges=[], try_url=TRY) == "No rule differs from those in force."


def test_people_are_named_with_their_dates_and_not_mentioned() -> None:
    said = text(ALL)
    assert f"- `ann`: Docs (gold), earned {AFTER:%Y-%m-%d}" in said
    assert f"- `bob`: Docs (gold), had since {BEFORE:%Y-%m-%d}" in said
    assert f"- `cat`: Docs (gold), {BEFORE:%Y-%m-%d} → {AFTER:%Y-%m-%d}" in said
    assert f"- `dan`: Docs (gold), has since {BEFORE:%Y-%m-%d}" in said
    check_good_markdown(said)


def test_a_change_that_touches_thousands_fits_and_counts_them_all() -> None:
    many = [touched(Fate.GAINS, login=f"person-{n}") for n in range(5_000)]
    said = text(many)
    assert "Gains: 5000" in said
    assert f"and {5_000 - MAX_LINES} more" in said
    check_good_markdown(said)


def test_words_from_files_cannot_become_markdown() -> None:
    said = summary(
        (), [finding(message="<script> @everyone | [x](http://evil)")], badges=[], try_url=TRY
    )
    check_good_markdown(said)
