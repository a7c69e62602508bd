"""Plots are sound SVG without script, and say the same figures in a table."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.statistics.plots import Labelled, Plot, question_scatter, score_histogram
from exams.statistics.question_plots import characteristic, option_bars
from exams.statistics.svg import Drawing
from tests.exams.statistics.made import figures, table

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"svg", "title", "desc", "line", "rect", "circle", "polygon", "text"}
TEXTS = [(letter.upper(), f"{letter} & <others>") for letter in "abc"]
CHOICES = table(a=(10, 20, 30), b=(15, 10, 3), c=(8, 4, 0))

PLOTS = [
    score_histogram([Fraction(n, 40) for n in range(41)], pass_percentage=70),
    question_scatter([Labelled(label="<q1>", item=figures(), is_flagged=True)]),
    option_bars("options-q1", CHOICES, TEXTS),
    characteristic("thirds-q1", figures()),
    score_histogram([], pass_percentage=70),
    question_scatter([]),
]


def drawn(plot: Plot, shape: str) -> list[ET.Element]:
    return ET.fromstring(plot.svg).findall(f"{SVG}{shape}")


def words(plot: Plot) -> list[str]:
    return [one.text or "" for one in drawn(plot, "text")]


@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: plot.name)
def test_a_plot_has_a_title_and_a_description_that_it_names(plot: Plot) -> None:
    root = ET.fromstring(plot.svg)
    names = (root.get("aria-labelledby") or "").split()
    found = {child.get("id"): child.text for child in root if child.get("id")}
    assert root.get("role") == "img"
    assert list(found) == names
    assert found[names[0]] == plot.title
    assert all(found.values())


@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: plot.name)
def test_a_plot_is_only_shapes_that_the_security_policy_lets_pass(plot: Plot) -> None:
    root = ET.fromstring(plot.svg)
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= SHAPES
    attributes = {name for one in root.iter() for name in one.attrib}
    assert not {name for name in attributes if name == "style" or name.startswith("on")}
    assert "href" not in attributes


@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: plot.name)
def test_every_row_of_the_table_has_a_cell_for_every_head(plot: Plot) -> None:
    assert {len(row) for row in plot.rows} <= {len(plot.columns)}


@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: plot.name)
def test_colours_follow_the_page(plot: Plot) -> None:
    fills = {one.get("fill") for one in ET.fromstring(plot.svg).iter() if one.get("fill")}
    strokes = {one.get("stroke") for one in ET.fromstring(plot.svg).iter() if one.get("stroke")}
    assert all(
        re.fullmatch(r"currentColor|var\(--[a-z-]+, #[0-9a-f]{6}\)", colour or "")
        for colour in fills | strokes
    )


def test_a_histogram_counts_each_score_once_and_a_full_one_in_the_last_column() -> None:
    plot = score_histogram(
        [Fraction(0), Fraction(699, 1000), Fraction(7, 10), Fraction(1), Fraction(1)],
        pass_percentage=70,
    )
    counts = {row[0]: row[1] for row in plot.rows}
    assert sum(int(count) for count in counts.values()) == 5
    assert counts["65 to under 70 %"] == "1"
    assert counts["70 to under 75 %"] == "1"
    assert counts["95 to 100 %"] == "2"
    assert len(drawn(plot, "rect")) == 4
    assert "pass at 70 %" in words(plot)
    assert "3 of them reached the 70 percent" in plot.svg


def test_a_taller_column_is_drawn_for_more_attempts() -> None:
    plot = score_histogram([Fraction(1, 2)] * 4 + [Fraction(1)], pass_percentage=70)
    low, high = sorted(float(bar.attrib["height"]) for bar in drawn(plot, "rect"))
    assert high == pytest.approx(4 * low, rel=0.01)


def test_the_scatter_places_by_facility_and_index_and_marks_flags_by_shape() -> None:
    plot = question_scatter(
        [
            Labelled(label="1", item=figures(facility=Fraction(9, 10), discrimination=50.0)),
            Labelled(
                label="2",
                item=figures(facility=Fraction(2, 10), discrimination=-50.0),
                is_flagged=True,
            ),
            Labelled(label="3", item=figures(discrimination=None)),
        ]
    )
    [dot], [diamond] = drawn(plot, "circle"), drawn(plot, "polygon")
    tip = diamond.attrib["points"].split()[0].split(",")
    assert float(dot.attrib["cx"]) > float(tip[0])
    assert float(dot.attrib["cy"]) < float(tip[1])
    assert {"1", "2"} <= set(words(plot))
    assert "3" not in words(plot)
    assert plot.rows == (("1", "90.0 %", "50.0", ""), ("2", "20.0 %", "−50.0", "yes"))


def test_option_bars_show_each_third_of_each_option_and_what_was_left_open() -> None:
    plot = option_bars("options-q1", CHOICES, TEXTS)
    assert len(drawn(plot, "rect")) == 4 * 3
    assert plot.rows[0] == ("A", "a & <others>", "10 of 33", "20 of 34", "30 of 33")
    assert plot.rows[-1][0] == "left open"


def test_a_question_that_measures_rises_by_thirds() -> None:
    plot = characteristic("thirds-q1", figures())
    heights = [float(dot.attrib["cy"]) for dot in drawn(plot, "circle")]
    assert heights == sorted(heights, reverse=True)
    assert plot.rows == (("30.0 %", "60.0 %", "90.0 %"),)


def test_an_empty_third_is_left_out_of_the_line() -> None:
    plot = characteristic("thirds-q1", figures(by_third=(Fraction(1, 2), None, Fraction(1))))
    assert len(drawn(plot, "circle")) == 2
    assert plot.rows == (("50.0 %", "–", "100.0 %"),)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=30))
def test_no_label_can_break_the_document(label: str) -> None:
    plot = question_scatter([Labelled(label=label, item=figures())])
    ET.fromstring(plot.svg)
    assert "<script" not in plot.svg


def test_a_drawing_is_these_bytes() -> None:
    drawing = Drawing("d", width=20, height=10, title="Two & more", description="A bar.")
    drawing.line((0, 5), (20, 5.04), dashed=True)
    drawing.bar(1, 2, 3.25, 4)
    drawing.text(2, 9, "1 < 2", anchor="end", bold=True)
    assert drawing.svg() == (
        '<svg xmlns="http://www.w3.org/2000/svg" class="plot" role="img" viewBox="0 0 20 10" '
        'width="20" height="10" aria-labelledby="d-title d-desc" '
        'font-family="system-ui, sans-serif" font-size="12">'
        '<title id="d-title">Two &amp; more</title><desc id="d-desc">A bar.</desc>'
        '<line x1="0" y1="5" x2="20" y2="5" stroke="var(--line, #8b949e)" stroke-width="1" '
        'stroke-dasharray="5 4"/>'
        '<rect x="1" y="2" width="3.2" height="4" fill="var(--pico-primary, #00665b)"/>'
        '<text x="2" y="9" text-anchor="end" fill="currentColor" font-size="12" '
        'font-weight="700">1 &lt; 2</text></svg>'
    )
