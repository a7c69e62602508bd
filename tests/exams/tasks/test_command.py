from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.tasks.command import read_command_task
from exams.tasks.limits import MAX_BYTES
from tests.exams.tasks.reading import command_task, fields_of, passed

TASK = command_task("""
    aliases: {-f: "--file", -r: "--register", -y: "--yes"}
    valued: ["--context"]
    assertions:
      - {id: verb, message: The model is imported, verb: mesheryctl model import}
      - {id: file, message: From the archive, flag: "--file", value: charts/x.tar}
      - {id: register, message: It is registered, flag: "--register"}
      - {id: careful, message: Nothing is confirmed beforehand, flag: "--yes", absent: true}
""")
ALL = {"verb", "file", "register", "careful"}


@pytest.mark.parametrize(
    "answer",
    [
        "mesheryctl model import --file charts/x.tar --register",
        "mesheryctl model import --register --file charts/x.tar",
        "mesheryctl model import --file=charts/x.tar --register=true",
        "mesheryctl model import -f charts/x.tar -r",
        "mesheryctl model import -rf charts/x.tar",
        "mesheryctl model import -rf=charts/x.tar",
        "mesheryctl model import -fcharts/x.tar -r",
        "mesheryctl --register model import -f charts/x.tar",
        "mesheryctl model -f charts/x.tar import -r",
        "mesheryctl --context prod model import -f charts/x.tar -r",
        "$ mesheryctl model import -f ./charts//x.tar -r",
        "  mesheryctl   model import -f 'charts/x.tar' -r --yes=false  \n",
        'mesheryctl model import -f "charts/x.tar" -r',
        "mesheryctl model import \\\n  --file charts/x.tar \\\n  --register\n",
        "mesheryctl model import -f other.tar --file charts/x.tar -r",
        "mesheryctl model import -f charts/x.tar -r -- more",
        "mesheryctl model import -f charts/x.tar -r --verbose=2",
    ],
)
def test_every_way_to_write_the_command_earns_everything(answer: str) -> None:
    assert passed(TASK.check(answer)) == ALL


@pytest.mark.parametrize(
    ("answer", "lost"),
    [
        ("mesheryctl model export -f charts/x.tar -r", {"verb"}),
        ("mesheryctl import model -f charts/x.tar -r", {"verb"}),
        ("mesheryctl Model import -f charts/x.tar -r", {"verb"}),
        ("sudo mesheryctl model import -f charts/x.tar -r", {"verb"}),
        ("mesheryctl model import charts/x.tar -r", {"file"}),
        ("mesheryctl model import -f charts/y.tar -r", {"file"}),
        ("mesheryctl model import --file charts/x.tar --file y -r", {"file"}),
        ("mesheryctl model import --file '' -r", {"file"}),
        ("mesheryctl model import -f charts/x.tar", {"register"}),
        ("mesheryctl model import -f charts/x.tar --register=false", {"register"}),
        ("mesheryctl model import -f charts/x.tar -r -- --yes", set()),
        ("mesheryctl model import -f charts/x.tar -r --yes", {"careful"}),
        ("mesheryctl model import -yrf charts/x.tar", {"careful"}),
        ("mesheryctl model import -- -f charts/x.tar -r", {"file", "register"}),
    ],
)
def test_each_mistake_costs_what_depends_on_it(answer: str, lost: set[str]) -> None:
    assert passed(TASK.check(answer)) == ALL - lost


@pytest.mark.parametrize(
    "more",
    [
        "| sh",
        "; ls",
        "&& ls",
        "|| ls",
        "& ",
        "> out",
        ">> out",
        "< in",
        "<<EOF",
        "$(ls)",
        "`ls`",
        "$HOME",
        "${HOME}",
        "(ls)",
        '"$(ls)"',
        '"`ls`"',
        "\nls",
        "\r\nls",
        "2>&1",
    ],
)
def test_more_than_one_command_is_refused_and_said(more: str) -> None:
    outcome = TASK.check(f"mesheryctl model import -f charts/x.tar -r {more}")
    assert passed(outcome) == set()
    assert outcome.problem.startswith("not accepted: write one command")


@pytest.mark.parametrize("word", ["'a;b'", '"a|b"', "a\\;b", "'$(ls)'", "'`ls`'", "'a\nb'"])
def test_operators_that_a_shell_would_not_see_are_words(word: str) -> None:
    task = command_task("assertions: [{id: a, message: m, argument: '*'}]")
    assert passed(task.check(f"echo {word}")) == {"a"}


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("", "there is no command in the answer"),
        ("$ ", "not accepted: write one command, without $"),
        ("''", None),
        ("mesheryctl 'model", "a quote does not end"),
        ('mesheryctl "model', "a quote does not end"),
        ("mesheryctl model\\", "a quote does not end"),
        ("mesheryctl model import --file", "--file needs a value"),
        ("a" * (MAX_BYTES + 1), "the answer is larger than 64 KiB"),
    ],
)
def test_what_is_no_command_is_told(answer: str, problem: str | None) -> None:
    outcome = TASK.check(answer)
    assert passed(outcome) == set()
    assert outcome.problem == (problem or "")


def test_verbs_may_have_other_names_and_arguments_stars() -> None:
    task = command_task("""
        assertions:
          - {id: verb, message: verb, verb: [mesheryctl design apply, mesheryctl pattern apply]}
          - {id: file, message: file, argument: "*.yaml"}
          - {id: address, message: address, flag: "--url", value: "https://meshery.example/*"}
          - {id: json, message: json, argument: "*.json", absent: true}
    """)
    good = "mesheryctl pattern apply ./shop.yaml --url https://meshery.example//x/"
    assert passed(task.check(good)) == {"verb", "file", "address", "json"}
    assert passed(task.check("mesheryctl design apply shop.json")) == {"verb"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("assertions:\n  - {id: a, message: a}", 2, "write one of 'verb', 'flag' and 'argument'"),
        ("assertions:\n  - {id: a, message: a, verb: x, flag: -f}", 2, "write one of"),
        ("assertions:\n  - {id: a, message: a, flag: file}", 2, "'flag' must begin with -"),
        ("assertions:\n  - {id: a, message: a, argument: ''}", 2, "'argument' is empty"),
        ("assertions:\n  - {id: a, message: a, verb: []}", 2, "'verb' is empty"),
        ("assertions:\n  - {id: a, message: a, verb: x, absent: true}", 2, "cannot be 'absent'"),
        ("aliases: [-f]\nassertions:\n  - {id: a, message: a, verb: x}", 1, "'aliases' must say"),
        ("aliases: {f: --file}\nassertions:\n  - {id: a, message: a, verb: x}", 1, "'aliases'"),
    ],
)
def test_an_authors_mistake_is_told_at_its_line(text: str, line: int, words: str) -> None:
    fields = fields_of(text)
    read_command_task(fields, "q1")
    assert fields.findings
    assert fields.findings[0].line == line
    assert words in fields.findings[0].message


SIGNS = ["'", '"', "\\", "\n", "=", "|", "`", " "]


@pytest.mark.parametrize(
    "sign", ["-", "--", "-f ", "'", '"', "\\", "a", " ", "\n", "=", "-rrr ", "\\\n"]
)
def test_a_full_answer_is_read_at_once(sign: str) -> None:
    begin = process_time()
    TASK.check(("x " + sign * MAX_BYTES)[:MAX_BYTES])
    assert process_time() - begin < 2


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(max_size=60)
    | st.lists(
        st.sampled_from(["mesheryctl", "-f", "--file=", "--", "-", "-rfy", "x", *SIGNS])
    ).map(" ".join)
)
def test_no_answer_breaks_the_checker(text: str) -> None:
    outcome = TASK.check(text)
    assert outcome.is_certain
    assert 0 <= outcome.share <= 1


@given(
    order=st.permutations(["-f charts/x.tar", "-r", "--context prod"]),
    at=st.integers(min_value=1, max_value=3),
)
def test_flags_stand_in_any_order_and_place(order: list[str], at: int) -> None:
    words = ["mesheryctl", "model", "import"]
    assert passed(TASK.check(" ".join([*words[:at], *order, *words[at:]]))) == ALL
