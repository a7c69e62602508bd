from __future__ import annotations

from dataclasses import replace

import pytest

from exams.questions.short_answer import TextKey
from tests.exams.factories import a_bank, short, single
from tests.exams.lint.banks import found, message, spread


def test_absolute_words_in_wrong_options_only_are_told() -> None:
    texts = {"a": "It is never kept", "b": "Kept at times", "c": "Always kept", "d": "Gone"}
    wrong = a_bank(single("x", right="b", texts=texts), *spread(12))
    assert "wrong options only" in message(wrong, "absolute-words")
    assert found(a_bank(single("x", right="a", texts=texts), *spread(12))) == []


def test_one_absolute_word_is_none_too_many() -> None:
    texts = {"a": "It is never kept", "b": "Kept at times", "c": "Mostly kept", "d": "Gone"}
    assert found(a_bank(single("x", right="b", texts=texts), *spread(12))) == []


@pytest.mark.parametrize("ending", ["is an", "is an ...", "is an ___", "is an:"])
def test_an_article_that_fits_one_option_is_told(ending: str) -> None:
    texts = {"a": "operator", "b": "broker", "c": "gateway", "d": "listener"}
    bank = a_bank(single("x", texts=texts, text=f"What watches a cluster {ending}"), *spread(12))
    assert "the 'an' at the end" in message(bank, "article-cue")


def test_an_article_that_fits_several_or_a_wrong_one_tells_nothing() -> None:
    texts = {"a": "operator", "b": "broker", "c": "adapter", "d": "listener"}
    text = "What watches a cluster is an"
    assert found(a_bank(single("x", texts=texts, text=text), *spread(12))) == []
    texts["c"] = "gateway"
    assert found(a_bank(single("x", right="b", texts=texts, text=text), *spread(12))) == []


def test_a_short_answer_with_one_spelling_is_told() -> None:
    bank = a_bank(short("x", "Mesh Map", " mesh  MAP "), *spread(12))
    assert message(bank, "one-spelling") == "x: only one spelling is accepted"
    assert found(a_bank(short("x", "Mesh Map", "MeshMap"), *spread(12))) == []
    exact = short("x", "Mesh Map", "mesh map", case_sensitive=True)
    assert found(a_bank(exact, *spread(12))) == []


def test_one_spelling_is_enough_where_a_person_looks_or_anything_may_stand() -> None:
    question = short("x", "Mesh Map")
    key = question.key
    assert isinstance(key, TextKey)
    for lenient in (replace(key, near_miss=True), replace(key, wildcard=True)):
        assert found(a_bank(replace(question, key=lenient), *spread(12))) == []
