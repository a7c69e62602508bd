"""Shields are badge-maker's, byte for byte."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import cast, get_args
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.render.css_names import CSS_NAMES
from recognition.render.shield import STYLES, Style, ValidationError, shield, shield_from
from tests.conftest import ROOT

# Made once from badge-maker 6.0.0: a description of a shield, and the SHA-256 of its SVG.
CORPUS = Path(__file__).with_name("shield_corpus.jsonl")
REFERENCE = ROOT / ".cache" / "badge-maker"
FIELDS = [
    "label",
    "message",
    "labelColor",
    "color",
    "style",
    "logoBase64",
    "links",
    "idSuffix",
]
LOGO = "data:image/svg+xml;base64,PHN2Zz4="


def corpus(style: str) -> list[dict[str, object]]:
    lines = (json.loads(line) for line in CORPUS.read_text(encoding="ascii").splitlines())
    return [line for line in lines if line["style"] == style]


@pytest.mark.parametrize("style", get_args(Style))
def test_recorded_shields_are_drawn_byte_for_byte(style: str) -> None:
    cases = corpus(style)
    assert len(cases) >= (400 if style == "flat" else 150)
    for case in cases:
        expected = case.pop("sha256")
        drawn = shield_from(case)
        assert hashlib.sha256(drawn.encode()).hexdigest() == expected, f"{case}\n{drawn}"


def random_description(dice: random.Random) -> dict[str, object]:
    """Describe a shield of letters, marks, CJK, emoji, any colour, logos and links."""
    pools = ["abcXYZ019 -_./", "<>&\"'\t\n ", "認定合格者日本語", "🎉🚀✨", "éßñÅ\u00a0\u2003"]

    def text() -> str:
        pool = "".join(dice.sample(pools, dice.randint(1, len(pools))))
        return "".join(dice.choices(pool, k=dice.choice([0, 1, 6, 20])))

    def colour() -> str:
        digits = f"{dice.randrange(0x1000000):06x}"
        hue, part = dice.randrange(360), dice.randrange(101)
        return dice.choice(
            [
                dice.choice(["brightgreen", "critical", "lightgray", "blue", "inactive"]),
                dice.choice(list(CSS_NAMES)),
                digits,
                f"#{digits[:3]}",
                f"#{digits}80",
                f"rgb({hue}, {part}, {part})",
                f"hsl({hue}, {part}%, {part}%)",
                "nothing",
            ]
        )

    description: dict[str, object] = {"message": text(), "style": dice.choice(list(STYLES))}
    options = {
        "label": text(),
        "color": colour(),
        "labelColor": colour(),
        "logoBase64": dice.choice([LOGO, ""]),
        "links": [text() for _ in range(dice.randint(0, 2))],
        "idSuffix": dice.choice(["", "-a_1"]),
    }
    return description | {key: value for key, value in options.items() if dice.random() < 0.5}


def test_random_shields_are_drawn_as_badge_maker_draws_them() -> None:
    node = shutil.which("node")
    if node is None or not (REFERENCE / "node_modules" / "badge-maker").is_dir():
        pytest.skip(f"needs node, and badge-maker 6.0.0 installed by npm in {REFERENCE.name}")
    dice = random.Random(6)
    descriptions = [random_description(dice) for _ in range(1000)]
    script = (
        "import {makeBadge} from 'badge-maker'; import {readFileSync} from 'node:fs';"
        "const cases = JSON.parse(readFileSync(0, 'utf8'));"
        "process.stdout.write(JSON.stringify(cases.map(makeBadge)));"
    )
    drawn = subprocess.run(
        [node, "--input-type=module", "--eval", script],
        cwd=REFERENCE,
        input=json.dumps(descriptions),
        capture_output=True,
        text=True,
        check=True,
    )
    for description, expected in zip(descriptions, json.loads(drawn.stdout), strict=True):
        assert shield_from(description) == expected, description


hostile = st.text(st.characters(exclude_categories=()), max_size=30)


@settings(max_examples=100, deadline=None)
@given(label=hostile, message=hostile, style=st.sampled_from(get_args(Style)), logo=hostile)
def test_any_text_gives_well_formed_xml(label: str, message: str, style: Style, logo: str) -> None:
    """Badge-maker writes control characters through, and its SVG is then none; ours always is."""
    drawn = shield(label, message, style=style, logo=logo, color=logo, links=(label, message))
    root = ET.fromstring(drawn.encode())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_a_control_character_is_left_out_of_the_words() -> None:
    assert shield("a\x00b", "c\x0bd") == shield("ab", "cd")


def test_a_screen_reader_hears_label_and_message() -> None:
    root = ET.fromstring(shield("CMC", "certified"))
    assert root.get("role") == "img"
    assert root.get("aria-label") == "CMC: certified"
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "CMC: certified"


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        ({}, "Field `message` is required"),
        ({"message": 7}, "Field `message` must be of type string"),
        ({"message": "", "label": None}, "Field `label` must be of type string"),
        ({"message": "", "color": 1}, "Field `color` must be of type string"),
        ({"message": "", "labelColor": 1}, "Field `labelColor` must be of type string"),
        ({"message": "", "logoBase64": 1}, "Field `logoBase64` must be of type string"),
        ({"message": "", "links": "x"}, "Field `links` must be an array of strings"),
        ({"message": "", "links": [1]}, "Field `links` must be an array of strings"),
        (
            {"message": "", "links": ["", "", ""]},
            "Field `links` must not have more than 2 elements",
        ),
        (
            {"message": "", "style": "round"},
            "Field `style` must be one of (plastic,flat,flat-square,for-the-badge,social)",
        ),
        (
            {"message": "", "style": ["flat"]},
            "Field `style` must be one of (plastic,flat,flat-square,for-the-badge,social)",
        ),
        (
            {"message": "", "idSuffix": "a b"},
            "Field `idSuffix` must contain only numbers, letters, -, and _",
        ),
        (
            {"message": "", "logo": ""},
            f"Unexpected field 'logo'. Allowed values are ({','.join(FIELDS)})",
        ),
    ],
)
def test_wrong_descriptions_are_refused_in_the_reference_words(
    description: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        shield_from(description)
    assert str(caught.value) == sentence


def test_wrong_arguments_are_refused_in_the_reference_words() -> None:
    with pytest.raises(ValidationError, match="style"):
        shield("a", "b", style=cast("Style", "round"))
    with pytest.raises(ValidationError, match="more than 2"):
        shield("a", "b", links=("", "", ""))
    with pytest.raises(ValidationError, match="idSuffix"):
        shield("a", "b", id_suffix="</svg>")
