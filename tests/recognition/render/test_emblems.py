"""An emblem file is a drawing and can be nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from recognition.kernel.errors import ConfigurationError
from recognition.render.emblems import read_emblems

SHAPE = '<circle cx="48" cy="48" r="9" fill="#00d3a9"/>'


def emblem(body: str, *, view_box: str = "0 0 96 96") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view_box}">{body}</svg>'


def test_the_emblems_that_come_with_the_program_can_all_be_read() -> None:
    domains = {"server", "cli", "ui", "models", "extensibility"}
    assert domains | {"docs", "review", "star", "operator", "meshery"} <= set(read_emblems())


def test_a_drawing_is_found_by_the_name_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "dot.svg").write_text(emblem(f"<g>{SHAPE}</g>"), encoding="utf-8")
    assert read_emblems(tmp_path) == {"dot": f"<g>{SHAPE}</g>"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (emblem("<script>alert(1)</script>"), "<script> is not a shape"),
        (emblem("<style>*{}</style>"), "<style> is not a shape"),
        (emblem('<image href="https://x.example/"/>'), "<image> is not a shape"),
        (emblem('<g><a href="https://x.example/"/></g>'), "<a> is not a shape"),
        (emblem('<path d="M0 0" onclick="x()"/>'), "may not have onclick="),
        (emblem('<path d="M0 0" style="fill:red"/>'), "may not have style="),
        (emblem('<path d="M0 0" fill="url(#elsewhere)"/>'), "is not allowed"),
        (emblem('<path d="M0 0" fill="&quot;"/>'), "is not allowed"),
        (emblem("<!-- note -->"), "comments"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + emblem(""), "document types"),
        (emblem(SHAPE, view_box="0 0 24 24"), "viewBox"),
        ("<html/>", "viewBox"),
        ("<svg", "svg: "),
        (emblem(SHAPE * 100), "at most 4096 bytes"),
    ],
)
def test_anything_but_shapes_is_refused_by_name(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "bad.svg"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read_emblems(tmp_path)
    assert str(file) in str(caught.value)
    assert reason in str(caught.value)
