"""Find two people who gave the same wrong answers more often than chance explains.

Right answers say nothing: two people who know a thing agree. Among the questions that both got
wrong, each of the two is compared with what everybody else chose who got it wrong there, as the
g2 index of answer copying does; the chance of so many agreements is worked out exactly.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from exams.integrity.records import Kind, Signal, Watched, pair

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MIN_POPULATION = 30
"""Attempts that are needed to know what people usually choose."""

MIN_WRONG = 10
"""Wrong answers by others that a question needs; of fewer, nothing is usual."""

MIN_SHARED = 4
"""Fewer identical wrong answers are nothing to show to anybody, however rare."""

ONE_IN = 1_000
"""A population of honest people gives a signal less often than once in so many runs.

The chance of each pair is multiplied by the number of pairs (Bonferroni).
"""


def shared_wrong_answers(attempts: Sequence[Watched]) -> list[Signal]:
    """Find the pairs of attempts of different people that agree beyond chance."""
    if len(attempts) < MIN_POPULATION:
        return []
    usual: dict[str, Counter[str]] = defaultdict(Counter)
    for attempt in attempts:
        for version, answer in attempt.wrong.items():
            usual[version][answer] += 1
    pairs = len(attempts) * (len(attempts) - 1) // 2
    found = []
    for first, second in _candidates(attempts):
        one, other = attempts[first], attempts[second]
        chances = [_chances(one, other, usual), _chances(other, one, usual)]
        both = chances[0].keys()
        shared = sum(one.wrong[version] == other.wrong[version] for version in both)
        if shared < MIN_SHARED:
            continue
        # Seen from either side it must be improbable.
        tail = max(at_least(shared, list(of.values())) for of in chances)
        if tail * pairs * ONE_IN < 1:
            expected = max(sum(of.values()) for of in chances)
            details = {
                "shared": shared,
                "bothWrong": len(both),
                "expected": f"{expected:.1f}",
                "chance": _one_in(tail),
            }
            found.append(pair(Kind.SHARED_WRONG_ANSWERS, one, other, details))
    return found


def at_least(number: int, chances: Sequence[float]) -> float:
    """Give the chance that at least so many of independent events happen, exactly.

    Args:
        number: 0 or more.
        chances: Of each event, 0 to 1; they may differ (a Poisson binomial distribution).
    """
    # The chance of exactly 0, 1, … number - 1 so far; everything beyond is counted together.
    below = [1.0] + [0.0] * (number - 1) if number else []
    beyond = 0.0 if number else 1.0
    for chance in chances:
        if below:
            beyond += below[-1] * chance
        for place in range(len(below) - 1, 0, -1):
            below[place] = below[place] * (1 - chance) + below[place - 1] * chance
        if below:
            below[0] *= 1 - chance
    return beyond


def _candidates(attempts: Sequence[Watched]) -> list[tuple[int, int]]:
    """Give the pairs worth a look by their places: agreeing often, one recent, one passed."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, attempt in enumerate(attempts):
        for version, answer in attempt.wrong.items():
            places[version, answer].append(place)
    pairs: set[tuple[int, int]] = set()
    # Only from the recent ones, so that a long past costs little.
    for place, attempt in enumerate(attempts):
        if not attempt.is_recent:
            continue
        agreed: Counter[int] = Counter()
        for version, answer in attempt.wrong.items():
            agreed.update(places[version, answer])
        pairs.update(
            (min(place, other), max(place, other))
            for other, number in agreed.items()
            if number >= MIN_SHARED and _is_of_interest(attempt, attempts[other])
        )
    return sorted(pairs)


def _is_of_interest(one: Watched, other: Watched) -> bool:
    return one.person != other.person and (one.passed or other.passed)


def _chances(one: Watched, other: Watched, usual: Mapping[str, Counter[str]]) -> dict[str, float]:
    """Give for each question both got wrong how likely somebody wrong chooses as `one` did.

    From the wrong answers of all others; one more is added to each, so that nothing that is
    merely new becomes impossible.
    """
    chances = {}
    for version in one.wrong.keys() & other.wrong.keys():
        answers = usual[version]
        others = answers.total() - 2
        if others < MIN_WRONG:
            continue
        chosen = one.wrong[version]
        same = answers[chosen] - 1 - (other.wrong[version] == chosen)
        chances[version] = (same + 1) / (others + len(answers))
    return chances


def _one_in(chance: float) -> str:
    """Say a small chance as `1 in 2,000,000`, with one leading digit."""
    if chance <= 0:
        return "less than can be told"
    number = 1 / chance
    digits = len(str(int(number))) - 1
    return f"1 in {int(number / 10**digits) * 10**digits:,}"
