"""Badge art is small, safe, and says everything in words too."""

from __future__ import annotations

import re
from typing import get_args
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.render.art import METALS, TEMPLATES, Metal, Template, badge_art
from recognition.render.colours import contrast
from recognition.render.emblems import read_emblems
from recognition.render.palette import LOOKS, Standing

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = ("path", "circle", "rect")

any_text = st.text(st.characters(exclude_categories=()), max_size=80)
arts = st.fixed_dictionaries(
    {
        "template": st.sampled_from(get_args(Template)),
        "emblem": st.sampled_from([*read_emblems(), "nobody drew this"]),
        "tier": st.sampled_from([None, *METALS, "quarterly"]),
        "standing": st.sampled_from([None, *Standing]),
    }
)


def words(root: ET.Element) -> str:
    return " ".join(text.text or "" for text in root.iter(f"{SVG}text"))


@settings(max_examples=60, deadline=None)
@given(name=any_text, options=arts)
def test_any_badge_is_small_well_formed_and_refers_to_nothing_outside(
    name: str, options: dict[str, str]
) -> None:
    drawn = badge_art(name, id_suffix="-x1", **options)  # type: ignore[arg-type]  # by hypothesis
    assert len(drawn.encode()) <= 12_000
    root = ET.fromstring(drawn.encode())
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert not names & {"script", "style", "image", "use", "foreignObject", "a"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not any("href" in name or name.startswith("on") for name in attributes)
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(set(ids)) == len(ids)
    assert all(name.endswith("-x1") for name in ids)
    assert set(re.findall(r"url\(([^)]*)\)", drawn)) <= {f"#{name}" for name in ids}


@settings(max_examples=60, deadline=None)
@given(name=any_text, options=arts)
def test_no_text_leaves_its_place(name: str, options: dict[str, str]) -> None:
    root = ET.fromstring(badge_art(name, **options).encode())  # type: ignore[arg-type]  # as above
    for text in root.iter(f"{SVG}text"):
        assert float(text.attrib["textLength"]) <= 187


def test_the_same_badge_is_the_same_bytes() -> None:
    assert badge_art("Meshery", tier="gold") == badge_art("Meshery", tier="gold")


def test_a_screen_reader_hears_name_tier_and_standing() -> None:
    drawn = badge_art("Meshery Docs", tier="gold", standing=Standing.EXPIRED, id_suffix="-7")
    root = ET.fromstring(drawn)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "t-7 d-7"
    assert root.findtext(f"{SVG}title") == "Meshery Docs, gold"
    assert root.findtext(f"{SVG}desc") == "This badge is expired."


@pytest.mark.parametrize("standing", [Standing.EXPIRED, Standing.REVOKED])
def test_a_lost_badge_says_so_in_a_word_and_loses_its_colours(standing: Standing) -> None:
    drawn = badge_art("Meshery", tier="gold", standing=standing)
    assert standing.upper() in words(ET.fromstring(drawn))
    assert 'type="saturate"' in drawn


@pytest.mark.parametrize("standing", [None, Standing.EARNED, Standing.CERTIFIED])
def test_a_badge_that_stands_keeps_its_colours(standing: Standing | None) -> None:
    assert "saturate" not in badge_art("Meshery", standing=standing)


@pytest.mark.parametrize("tier", METALS)
def test_tiers_differ_by_stars_and_not_only_by_metal(tier: str) -> None:
    drawn = badge_art("Meshery", tier=tier)
    assert drawn.count("M0-8.6") == METALS[tier].stars
    assert METALS[tier].middle in drawn


def test_every_tier_has_another_number_of_stars() -> None:
    stars = [metal.stars for metal in METALS.values()]
    assert len(set(stars)) == len(stars)


def test_a_tier_of_no_metal_stands_there_as_a_word() -> None:
    assert "quarterly" in words(ET.fromstring(badge_art("Meshery", tier="quarterly")))


def test_an_emblem_that_nobody_drew_becomes_a_star() -> None:
    assert badge_art("M", emblem="nobody drew this") == badge_art("M", emblem="star")


def test_the_silhouettes_differ() -> None:
    assert len({badge_art("M", template=template) for template in get_args(Template)}) == 2
    assert get_args(Template) == TEMPLATES


def test_a_suffix_cannot_break_out_of_an_id() -> None:
    with pytest.raises(ValueError, match="cannot end an id"):
        badge_art("M", id_suffix='"><script>')


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("#fff", "#007f6d"),
        ("#fff", "#00564d"),
        ("#fff", LOOKS[Standing.EXPIRED].color),
        ("#fff", LOOKS[Standing.REVOKED].color),
        ("#fff", "#252e31"),
    ],
)
def test_the_words_on_a_badge_are_readable(text: str, ground: str) -> None:
    """Ribbon in its middle and at its ends, and the plates."""
    assert contrast(text, ground) >= 4.5
    assert ground in badge_art("M", tier="x") + "".join(look.color for look in LOOKS.values())


@pytest.mark.parametrize("metal", METALS.values(), ids=METALS)
def test_the_stars_stand_out_from_their_plate(metal: Metal) -> None:
    assert contrast("#182124", metal.middle) >= 3
    assert contrast("#182124", metal.light) >= 3
