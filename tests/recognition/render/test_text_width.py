"""Widths agree with the reference for every code point."""

from __future__ import annotations

import hashlib
import struct
import sys

import pytest

from recognition.render.text_width import Font, text_width, width_table

# SHA-256 of the little-endian doubles that npm's anafanafo 2.0.0 gives for each code point from
# 0 to 0x10FFFF, lone surrogates left out.
REFERENCE: dict[Font, str] = {
    "verdana-11px": "b3b078d451ddd5b412d6fabe50b86df96e3ffcb82635667c0da2315c3b1587db",
    "verdana-10px": "e9f09a9464cf70245aff73b18c34b2d7456f79a084a106893bf095053093e53a",
    "verdana-bold-10px": "112df1787c4ae5cb075956c6218c055efd505ff4b83d37688fcba18e81334f11",
    "helvetica-bold-11px": "ccfb0aafedf8d2073c9c4cafe40123d0f3a9f9c0e6be8a5a066caf766b5c360a",
}


@pytest.mark.parametrize("font", list(REFERENCE))
def test_every_code_point_is_as_wide_as_in_the_reference(font: Font) -> None:
    table = width_table(font)
    digest = hashlib.sha256()
    for plane in range(0, sys.maxunicode + 1, 0x10000):
        points = (at for at in range(plane, plane + 0x10000) if not 0xD800 <= at < 0xE000)
        widths = [table[chr(at)] for at in points]
        digest.update(struct.pack(f"<{len(widths)}d", *widths))
    assert digest.hexdigest() == REFERENCE[font]


def test_asking_for_all_of_unicode_does_not_grow_the_table_without_bound() -> None:
    table = width_table("verdana-11px")
    for at in range(0x30000):
        table[chr(at)]
    assert len(table) <= 20_000


def test_a_character_nobody_measured_is_as_wide_as_an_m() -> None:
    assert text_width("\U000f0000", "verdana-11px") == text_width("m", "verdana-11px")


def test_control_characters_have_no_width() -> None:
    assert text_width("\x00\x1f\x7f", "verdana-11px") == 0
