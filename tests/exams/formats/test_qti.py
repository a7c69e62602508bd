"""Items of QTI 2.2 and of 3.0, which differ in their names only, alone and in packages."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.formats.intake import Imported
from exams.formats.qti import MAX_FILES, read_qti
from tests.exams.formats.imports import earned, found, option, questions_of, the_question

MATCH, MAP = "match_correct", "map_response"
CHOICES = "".join(f"<simpleChoice identifier='{name}'>{name}!</simpleChoice>" for name in "ABC")


def declared(
    *right: str, cardinality: str = "single", base: str = "identifier", mapping: str = ""
) -> str:
    values = "".join(f"<value>{value}</value>" for value in right)
    correct = f"<correctResponse>{values}</correctResponse>" if right else ""
    return (
        f"<responseDeclaration identifier='R' cardinality='{cardinality}' baseType='{base}'>"
        f"{correct}{mapping}</responseDeclaration>"
    )


def mapped(bounds: str = "", **points: object) -> str:
    entries = "".join(
        f"<mapEntry mapKey='{key.replace('_', ' ')}' mappedValue='{value}'/>"
        for key, value in points.items()
    )
    return f"<mapping {bounds}>{entries}</mapping>"


def interaction(tag: str, inner: str = CHOICES, more: str = "") -> str:
    return f"<{tag} responseIdentifier='R' {more}>{inner}</{tag}>"


def item(declarations: str, body: str, template: str = MATCH, more: str = "") -> str:
    """Write an item of version 2.2 that asks something; its body stands on line 3."""
    body = body if "<p>" in body else f"<p>Ask.</p>{body}"
    return (
        "<assessmentItem xmlns='http://www.imsglobal.org/xsd/imsqti_v2p2' identifier='i1' "
        f"title='T'>\n{declarations}\n<itemBody>{body}</itemBody>\n"
        "<responseProcessing template='http://www.imsglobal.org/question/qti_v2p2/rptemplates/"
        f"{template}'/>{more}</assessmentItem>"
    )


def version_3(text: str) -> str:
    """Give the names of version 3 to an item of version 2."""
    kebab = re.compile(r"(?<=[a-z])([A-Z])")

    def hyphened(name: str) -> str:
        return kebab.sub(r"-\1", name).lower()

    plain = {"p", "img", "b", "pre", "code", "div"}
    text = re.sub(
        r"<(/?)([A-Za-z]+)",
        lambda m: f"<{m[1]}{m[2] if m[2] in plain else 'qti-' + hyphened(m[2])}",
        text,
    )
    return re.sub(r" ([a-z]+[A-Z][A-Za-z]*)=", lambda m: f" {hyphened(m[1])}=", text)


def qti(text: str) -> Imported:
    """Read an item of version 2, and see that version 3 gives the same."""
    two, three = (read_qti(form.encode(), file="i.xml") for form in (text, version_3(text)))
    assert three == two
    return two


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            item(declared("B"), interaction("choiceInteraction", more="maxChoices='1'")),
            {
                "type": "single-answer",
                "options": [
                    {"id": "A", "text": "A!"},
                    {"id": "B", "text": "B!", "isCorrect": True},
                    {"id": "C", "text": "C!"},
                ],
            },
        ),
        (
            item(declared("C", "A", "B", cardinality="ordered"), interaction("orderInteraction")),
            {
                "type": "ordering",
                "options": [{"id": name, "text": f"{name}!"} for name in "CAB"],
            },
        ),
        (
            item(
                declared("York", base="string"),
                "<p>Now is the winter of <textEntryInteraction responseIdentifier='R'/></p>",
            ),
            {"type": "short-answer", "correctAnswer": "York", "caseSensitive": True},
        ),
        (
            item(
                declared("42", base="integer"),
                "<p>It is <textEntryInteraction responseIdentifier='R'/></p>",
            ),
            {"type": "numeric", "correctAnswer": "42"},
        ),
        (
            item(
                declared("B"),
                "<p>It is <inlineChoiceInteraction responseIdentifier='R'>"
                + CHOICES.replace("simpleChoice", "inlineChoice")
                + "</inlineChoiceInteraction>.</p>",
            ),
            {
                "type": "blanks",
                "blanks": [{"id": "g1", "accept": ["B!"], "options": ["A!", "B!", "C!"]}],
            },
        ),
    ],
)
def test_each_interaction_gets_its_counterpart(written: str, expected: dict[str, Any]) -> None:
    imported = qti(written)
    assert the_question(imported) == expected
    assert found(imported) == []
    assert len(questions_of(imported)) == 1


def test_texts_prompts_marks_and_feedback_are_taken() -> None:
    body = "<p>See <b>this</b>:</p><pre>x\n y</pre>" + interaction(
        "choiceInteraction", "<prompt>Which?</prompt>" + CHOICES
    )
    more = (
        "<outcomeDeclaration identifier='MAXSCORE'><defaultValue><value>3.0</value></defaultValue>"
        "</outcomeDeclaration><modalFeedback outcomeIdentifier='F'>Since <b>B</b>.</modalFeedback>"
    )
    imported = qti(item(declared("B"), body, more=more))
    (question,) = imported.questions
    assert question["text"] == "See **this**:\n\n```\nx\n y\n```\n\nWhich?"
    assert (question["id"], question["marks"]) == ("i1", 3)
    assert question["explanation"] == "Since **B**."
    assert found(imported) == []


def test_the_mapping_of_a_multiple_choice_is_the_specifications_worked_example() -> None:
    """Two atoms of three make water; a third one costs a point, anything else two."""
    mapping = mapped("lowerBound='0' upperBound='2' defaultValue='-2'", H=1, O=1, Cl=-1)
    choices = "".join(
        f"<simpleChoice identifier='{name}'>{name}</simpleChoice>"
        for name in ("H", "He", "O", "Cl")
    )
    declaration = declared("H", "O", cardinality="multiple", mapping=mapping)
    imported = qti(item(declaration, interaction("choiceInteraction", choices), MAP))
    assert imported.questions[0]["marks"] == 2
    shares = {
        "H O": "1", "H": "1/2", "H Cl": "0", "H O Cl": "1/2", "He": "0", "H O He": "0", "Cl": "0",
    }  # fmt: skip
    assert {names: earned(imported, names.split()) for names in shares} == shares
    assert found(imported) == []


def test_the_mapping_of_a_single_choice_weighs_its_options() -> None:
    declaration = declared("B", mapping=mapped(A=1, B=2))
    imported = qti(item(declaration, interaction("choiceInteraction"), MAP))
    assert [earned(imported, name) for name in "ABC"] == ["1/2", "1", "0"]
    assert imported.questions[0]["marks"] == 2


def test_the_mapping_of_a_typed_answer_gives_parts() -> None:
    """The specification's `York` for one point and `york` for a half."""
    declaration = declared("York", base="string", mapping=mapped(York=1, york=0.5))
    body = "<p>Son of <textEntryInteraction responseIdentifier='R'/>!</p>"
    imported = qti(item(declaration, body, MAP))
    shares = [earned(imported, {"g1": text}) for text in ("York", "york", "YORK")]
    assert shares == ["1", "1/2", "0"]
    assert imported.questions[0]["text"] == "Son of {{g1}}!"


MATCHING = "".join(
    "<simpleMatchSet>"
    + "".join(
        f"<simpleAssociableChoice identifier='{name}'>{name}!</simpleAssociableChoice>"
        for name in names
    )
    + "</simpleMatchSet>"
    for names in ("CDL", "MRT")
)


@pytest.mark.parametrize(("template", "share"), [(MATCH, "0"), (MAP, "2/3")])
def test_pairs_are_matched_by_either_template(template: str, share: str) -> None:
    mapping = mapped("defaultValue='0'", C_R=1, D_M=1, L_M=1)
    declaration = declared(
        "C R", "D M", "L M", cardinality="multiple", base="directedPair", mapping=mapping
    )
    imported = qti(item(declaration, interaction("matchInteraction", MATCHING), template))
    question = the_question(imported)
    assert question["pairs"][0] == {"id": "C", "text": "C!", "match": "R!"}
    assert question["distractors"] == ["T!"]
    right = {"C": option(imported, "R!"), "D": option(imported, "M!")}
    assert earned(imported, right | {"L": option(imported, "M!")}) == "1"
    assert earned(imported, right | {"L": option(imported, "T!")}) == share
    assert found(imported) == []


CHOICE = interaction("choiceInteraction")


@pytest.mark.parametrize(
    ("written", "line", "words"),
    [
        (item(declared("A"), "<p>See<img src='a.png'/></p>" + CHOICE), 3, "img in a text"),
        (item(declared("A"), "<rubricBlock>x</rubricBlock>" + CHOICE), 3, "<rubricBlock>"),
        (item(declared("A"), "<p>See<object data='x'/></p>" + CHOICE), 3, "<object>"),
        (
            item(
                declared("A"),
                CHOICE.replace("A!", "A<feedbackInline>no</feedbackInline>"),
            ),
            3,
            "<feedbackInline>",
        ),
        (item(declared("A"), CHOICE.replace("'B'", "'B' fixed='true'")), 3, "fixed place"),
        (
            item(
                declared("A", cardinality="multiple"),
                interaction("choiceInteraction", more="maxChoices='2'"),
            ),
            3,
            "any number",
        ),
        (item(declared("A"), CHOICE, more="<stylesheet href='x'/>"), 4, "<stylesheet>"),
        (item(declared("A"), CHOICE, "CC2_match"), 4, "CC2_match"),
        (
            item(declared("A"), CHOICE).replace(
                "<responseProcessing",
                "<responseProcessing><setOutcomeValue/></responseProcessing><x",
            ),
            4,
            "its own rules",
        ),
        (item(declared("A", mapping=mapped(A=1.5)), CHOICE, MAP), 1, "worth 3/2"),
        (
            item(
                declared("C", "A", "B", cardinality="ordered", mapping=mapped(A=1)),
                interaction("orderInteraction"),
                MAP,
            ),
            3,
            "mapping of an order",
        ),
        (item(declared(base="string"), interaction("extendedTextInteraction", "")), 3, "rubric"),
        (
            item(
                declared("1", "2", base="float", cardinality="multiple"),
                "<p>x <textEntryInteraction responseIdentifier='R'/></p>",
            ),
            3,
            "further number",
        ),
    ],
)
def test_what_is_not_taken_is_named_with_its_line(written: str, line: int, words: str) -> None:
    imported = qti(written)
    (finding,) = [f for f in found(imported) if words in f[2]]
    assert finding[:2] == (line, "warning")
    assert len(imported.questions) == 1


@pytest.mark.parametrize(
    ("written", "line", "words"),
    [
        (item(declared("A"), "<p>Words.</p>"), 3, "asks nothing"),
        (item(declared("A"), CHOICE + CHOICE), 3, "more than one interaction"),
        (item(declared("A"), interaction("hotspotInteraction")), 3, "<hotspotInteraction>"),
        (item(declared("A B"), interaction("associateInteraction")), 3, "<associateInteraction>"),
        (item(declared("A"), CHOICE.replace("'R'", "'X'")), 3, "no responseDeclaration 'X'"),
        (item("<templateDeclaration/>" + declared("A"), CHOICE), 2, "template"),
        (item(declared("A", mapping="<areaMapping/>"), CHOICE), 2, "<areaMapping>"),
        (item(declared("A", mapping=mapped(A="x")), CHOICE, MAP), 2, "'x' is no number"),
        (item(declared(), CHOICE), 1, "no option is marked"),
        (
            item(declared("A", cardinality="ordered"), interaction("orderInteraction")),
            3,
            "order all",
        ),
        (item(declared("C R"), interaction("matchInteraction", MATCHING)), 3, "exactly one match"),
        (
            item(
                declared("C X", "D M", "L M", cardinality="multiple"),
                interaction("matchInteraction", MATCHING),
            ),
            3,
            "names something else",
        ),
        (item(declared("C R"), interaction("matchInteraction", "")), 3, "two sets"),
        (
            item(
                declared(base="string"), "<p>x <textEntryInteraction responseIdentifier='R'/></p>"
            ),
            3,
            "no correct response",
        ),
        ("<assessmentItem identifier='x'/>", 1, "no itemBody"),
        ("<html/>", 1, "<html> is no item"),
        ("<a", 1, "not valid XML"),
    ],
)
def test_what_is_left_out_is_named_with_its_line(written: str, line: int, words: str) -> None:
    imported = read_qti(written.encode(), file="i.xml")
    (finding,) = [f for f in found(imported) if words in f[2]]
    assert finding[:2] == (line, "error")
    assert imported.questions == ()


MANIFEST = (
    "<manifest><resources>\n"
    "<resource type='imsqti_item_xmlv2p2' href='items/one.xml'/>\n"
    "<resource type='imsqti_item_xmlv3p0' href='items/two.xml'/>\n"
    "<resource type='webcontent' href='a.png'/>\n"
    "</resources></manifest>"
)
ONE = item(declared("A"), CHOICE)


def package(**more: str) -> dict[str, str]:
    return {
        "imsmanifest.xml": MANIFEST,
        "items/one.xml": ONE,
        "items/two.xml": version_3(ONE),
        **more,
    }


def zipped(files: dict[str, str], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packed) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def test_a_package_gives_all_its_items_and_names_the_rest_with_its_file() -> None:
    imported = read_qti(zipped(package()), file="p.zip")
    assert [question["id"] for question in imported.questions] == ["i1", "i1-2"]
    (finding,) = imported.findings
    assert str(finding) == (
        "p.zip/imsmanifest.xml:4: warning: the resource 'a.png' of the type 'webcontent' is left "
        "out [not-taken]"
    )


def test_a_finding_inside_a_package_names_the_inner_file() -> None:
    files = package() | {"items/two.xml": item(declared("A"), "<p/>")}
    findings = read_qti(zipped(files), file="p.zip").findings
    assert ("p.zip/items/two.xml", 3) in [(f.file, f.line) for f in findings]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped({"a.xml": ONE}), "no file 'imsmanifest.xml'"),
        (zipped(package() | {"../x": "x"}), "outside itself: '../x'"),
        (zipped(package() | {"/etc/x": "x"}), "outside itself: '/etc/x'"),
        (zipped(package() | {"C:x": "x"}), "outside itself"),
        (zipped({str(n): "" for n in range(MAX_FILES + 1)}), "more than 5,000 files"),
        (zipped(package() | {"imsmanifest.xml": " " * 5_000_001}), "too large when unpacked"),
        (b"PK\x03\x04 nonsense", "cannot be opened"),
        (zipped(package())[:-30], "cannot be opened"),
    ],
)
def test_a_hostile_or_broken_package_is_refused(content: bytes, words: str) -> None:
    imported = read_qti(content, file="p.zip")
    assert imported.questions == ()
    (finding,) = imported.findings
    assert (finding.file, finding.code) == ("p.zip", "package")
    assert words in finding.message


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("../../etc/passwd", "lies outside"),
        ("..%2F..%2Fetc", "lies outside"),
        ("items/none.xml", "has no file"),
        ("", "lies outside"),
    ],
)
def test_a_manifest_that_names_other_places_gets_a_finding(href: str, words: str) -> None:
    files = package() | {"imsmanifest.xml": MANIFEST.replace("items/two.xml", href)}
    imported = read_qti(zipped(files), file="p.zip")
    assert len(imported.questions) == 1
    (finding,) = [f for f in imported.findings if f.code == "package"]
    assert finding.line == 3
    assert words in finding.message


def test_a_bomb_of_many_items_stops_at_the_limit_of_all_together() -> None:
    large = ONE.replace("<itemBody>", "<itemBody>" + " " * 4_900_000)
    names = [f"items/{n}.xml" for n in range(12)]
    resources = "".join(f"<resource type='imsqti_item_xmlv2p2' href='{n}'/>" for n in names)
    files = {"imsmanifest.xml": f"<manifest>{resources}</manifest>"} | dict.fromkeys(names, large)
    imported = read_qti(zipped(files), file="p.zip")
    assert len(imported.questions) == 10
    assert [f.code for f in imported.findings] == ["package", "package"]


@given(st.one_of(st.binary(), st.binary().map(lambda noise: b"PK" + noise)))
def test_any_bytes_give_findings_and_never_an_error(content: bytes) -> None:
    imported = read_qti(content, file="x")
    assert imported.findings
    assert imported.questions == ()


GOOD_PACKAGE = zipped(package())


@given(st.integers(0, len(GOOD_PACKAGE) - 1), st.integers(0, 255))
def test_a_package_with_a_wrong_byte_gives_items_or_findings(place: int, byte: int) -> None:
    content = bytearray(GOOD_PACKAGE)
    content[place] = byte
    read_qti(bytes(content), file="p.zip")


PIECES = [
    *("<p>", "</p>", "x", CHOICE, CHOICES, "<simpleMatchSet>", "</simpleMatchSet>", MATCHING),
    *("<matchInteraction responseIdentifier='R'>", "</matchInteraction>", "<prompt>y</prompt>"),
    *("<textEntryInteraction responseIdentifier='R'/>", "<br/>", "<ul><li>z</li></ul>"),
    *("<orderInteraction responseIdentifier='R'>", "</orderInteraction>"),
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=8),
    st.lists(st.sampled_from(["A", "B", "C R", "", "1"]), max_size=3),
    st.sampled_from(["single", "multiple", "ordered", "record"]),
    st.sampled_from(["identifier", "string", "float", "directedPair", "point"]),
    st.sampled_from([MATCH, MAP, "other"]),
    st.dictionaries(st.sampled_from(["A", "C_R", "x"]), st.sampled_from([0, 1, -1, 0.25])),
)
def test_any_item_gives_a_question_that_is_read_or_a_finding(
    pieces: list[str],
    right: list[str],
    cardinality: str,
    base: str,
    template: str,
    points: dict[str, Any],
) -> None:
    mapping = mapped(**points) if points else ""
    declaration = declared(*right, cardinality=cardinality, base=base, mapping=mapping)
    text = item(declaration, "".join(pieces), template)
    imported = read_qti(text.encode(), file="i.xml")
    assert imported.questions or any(f.severity == "error" for f in imported.findings)
    if imported.questions:
        assert len(questions_of(imported)) == 1
