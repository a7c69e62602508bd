"""Text stays text, whatever it holds."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.render.xml import escape, legal

# All code points, lone surrogates too: a Python string may hold them.
anything = st.text(st.characters(exclude_categories=()), max_size=40)


@settings(max_examples=200, deadline=None)
@given(anything)
def test_any_text_comes_back_from_an_xml_reader(text: str) -> None:
    written = f'<t a="{escape(legal(text))}">{escape(legal(text))}</t>'
    element = ET.fromstring(written.encode())
    read = (element.text or "").replace("\r", "\n")
    assert read == legal(text).replace("\r\n", "\n").replace("\r", "\n")


def test_what_xml_forbids_is_left_out_and_nothing_else() -> None:
    assert legal("a\x00\x0b\x1f\ud800\ufffe\uffffb") == "ab"
    kept = "tab\t line\n return\r nel\x85 del\x7f joiner\u200d emoji\U0001f389 \U0001ffff"
    assert legal(kept) == kept
