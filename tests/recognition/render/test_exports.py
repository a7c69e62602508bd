"""Tests of recognition.render.exports."""

from __future__ import annotations

from recognition.render.exports import Contact, Held, assignments, award_lines, label_of

HELD = [
    Held(login="bob", badge="meshery"),
    Held(login="Ann", badge="meshery-docs"),
    Held(login="Ann", badge="design-pioneer"),
    Held(login="Ann", badge="meshery-docs"),
]
CONTACTS = {"ann": Contact(user_id="u-1", email="ann@example.org")}


def test_layer5_s_own_names_are_used() -> None:
    assert label_of("design-pioneer") == "first-design"
    assert label_of("meshery") == "meshery"


def test_a_person_has_one_assignment_with_each_badge_once() -> None:
    written, unknown = assignments(HELD, CONTACTS, notify=True)
    assert written == [
        {"userId": "u-1", "badges": ["first-design", "meshery-docs"], "notify": True}
    ]
    assert unknown == ["bob"]


def test_lines_stand_by_login_and_name_the_login_where_no_address_is_known() -> None:
    lines, unknown = award_lines(HELD, CONTACTS)
    assert lines == [
        "/award-badge ann@example.org first-design",
        "/award-badge ann@example.org meshery-docs",
        "/award-badge bob meshery",
    ]
    assert unknown == ["bob"]
