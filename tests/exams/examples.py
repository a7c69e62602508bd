"""One question of every type, as an author writes it; every text is invented here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.questions.blanks import BlanksKey
from exams.questions.choice import ChoiceKey, ChoiceResponse
from exams.questions.essay import EssayKey
from exams.questions.matching import MatchKey
from exams.questions.numeric import NumericKey
from exams.questions.ordering import OrderKey
from exams.questions.parts import PartsResponse
from exams.questions.performance import TaskKey
from exams.questions.short_answer import TextKey
from exams.questions.typed import TextResponse
from tests.exams.factories import read

if TYPE_CHECKING:
    from exams.bank import AnswerKey, Question, Response

SINGLE = """
id: "single"
text: "What is a *pod*?"
type: single-answer
options:
  - {id: a, text: "The smallest thing to deploy", isCorrect: true}
  - {id: b, text: "A whale"}
  - {id: c, text: "A kind of pea"}
"""

SEVERAL = """
id: "several"
text: "Which are verbs of mesheryctl?"
type: multiple-answers
scoring: net-correct
options:
  - {id: a, text: "list", isCorrect: true}
  - {id: b, text: "view", isCorrect: true}
  - {id: c, text: "sing"}
  - {id: d, text: "dance"}
"""

SHORT = """
id: "short"
text: "Which command starts Meshery?"
type: short-answer
accept: ["mesheryctl system start*", "mesheryctl start"]
wildcard: true
nearMiss: review
"""

NUMERIC = """
id: "numeric"
text: "How much is a quarter of a gibibyte and a half?"
type: numeric
correctAnswer: "0.375"
tolerance: "1%"
unit: {name: GiB, accept: {MiB: "1/1024"}}
"""

ORDERING = """
id: "ordering"
text: "From the smallest to the largest"
type: ordering
scoring: absolute-position
options:
  - {id: a, text: "container"}
  - {id: b, text: "pod"}
  - {id: c, text: "node"}
  - {id: d, text: "cluster"}
"""

MATCHING = """
id: "matching"
text: "Which part does what?"
type: matching
scoring: each-answer
pairs:
  - {id: server, text: "Meshery Server", match: "keeps designs"}
  - {id: sync, text: "MeshSync", match: "discovers clusters"}
  - {id: broker, text: "Broker", match: "carries messages"}
distractors: ["brews coffee"]
"""

BLANKS = """
id: "blanks"
text: "To see pods, type `kubectl {{verb}} pods`; they live in a {{place}}."
type: blanks
scoring: each-answer
blanks:
  - {id: verb, accept: ["get", "describe"]}
  - {id: place, accept: ["namespace"], options: ["namespace", "drawer", "pipeline"]}
"""

ESSAY = """
id: "essay"
text: "Why do people register models?"
type: essay
marks: 4
correctAnswer: "So that designs can be made of what the models describe."
rubric:
  - {id: why, text: "Says what a registered model is for", points: 3}
  - {id: how, text: "Gives an example", points: 1}
"""

MANIFEST = """
id: "manifest"
text: "Let three pods of `nginx` run, and give each no more than 128Mi."
type: manifest
kubernetes: "1.31"
starter: |
  apiVersion: apps/v1
assertions:
  - {id: valid, message: "Kubernetes would take it", valid: true}
  - {id: three, points: 2, message: "There are three", path: $.spec.replicas, value: 3,
     kind: Deployment}
  - id: memory
    message: "Memory is limited"
    kind: Deployment
    path: "$.spec.template.spec.containers[*].resources.limits.memory"
    op: at-most
    value: 128Mi
correctAnswer: |
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web}
  spec:
    replicas: 3
    selector: {matchLabels: {app: web}}
    template:
      metadata: {labels: {app: web}}
      spec:
        containers:
          - {name: web, image: nginx, resources: {limits: {memory: 128Mi}}}
"""

DESIGN = """
id: "design"
text: "Write a relationship that puts deployments into namespaces."
type: design
kind: relationship
assertions:
  - {id: shape, message: "It is a relationship", valid: true}
  - {id: kind, message: "It is hierarchical", path: $.kind, value: hierarchical}
  - {id: from, message: "The namespace is above", op: contains, value: {kind: Namespace},
     path: "$.selectors[*].allow.from[*]"}
correctAnswer: |
  {"schemaVersion": "relationships.meshery.io/v1alpha3", "version": "v1.0.0",
   "kind": "hierarchical", "type": "parent", "subType": "inventory",
   "selectors": [{"allow": {"from": [{"kind": "Namespace"}], "to": [{"kind": "Deployment"}]}}]}
"""

COMMAND = """
id: "command"
text: "Import the model in `x.tar` and register it."
type: command
aliases: {-f: "--file"}
assertions:
  - {id: verb, message: "A model is imported", verb: mesheryctl model import}
  - {id: file, message: "From the archive", flag: "--file", value: x.tar}
correctAnswer: "mesheryctl model import -f ./x.tar"
"""

CODE = """
id: "code"
text: "Wrap the error and give it back."
type: code
language: go
starter: |
  func load(path string) error {
  }
assertions:
  - {id: parses, message: "It is Go", parses: true}
  - {id: wraps, message: "The error is wrapped", calls: fmt.Errorf}
  - id: checks
    message: "The error is looked at"
    query: '(binary_expression left: (identifier) @e (#eq? @e "err") right: (nil))'
correctAnswer: |
  func load(path string) error {
    if err := read(path); err != nil {
      return fmt.Errorf("load %s: %w", path, err)
    }
    return nil
  }
"""

TASKS = (MANIFEST, DESIGN, COMMAND, CODE)
EXAMPLES = (SINGLE, SEVERAL, SHORT, NUMERIC, ORDERING, MATCHING, BLANKS, ESSAY, *TASKS)


def a_question(text: str) -> Question:
    """Read the one question of a text; it has no problem."""
    reading = read(text)
    assert reading.bank is not None, reading.findings
    assert not reading.findings
    return reading.bank.questions[0]


def problems(text: str) -> list[tuple[int, str, str, str]]:
    """Give line within the question, severity, code and message of what a reader finds."""
    first = 8
    return [
        (found.line - first + 1, str(found.severity), found.code, found.message)
        for found in read(text).findings
    ]


def right_answer(question: Question) -> Response:
    """Answer a question as its key has it."""
    match question.key:
        case ChoiceKey(correct=correct):
            return ChoiceResponse(chosen=correct)
        case OrderKey(order=order):
            places = {name: str(place) for place, name in enumerate(order, start=1)}
            return PartsResponse(answers=places)
        case MatchKey(right=right):
            return PartsResponse(answers=right)
        case BlanksKey(gaps=gaps):
            fillings = {name: min(gap.accepted) for name, gap in gaps.items()}
            return PartsResponse(answers=fillings)
        case key:
            return TextResponse(text=_right_text(key))


def _right_text(key: AnswerKey) -> str:
    match key:
        case TextKey(accepted=accepted):
            return accepted[0].replace("*", "")
        case NumericKey(interval=interval):
            return f"{float(interval.low):f}"
        case EssayKey():
            return "In whole sentences."
        case TaskKey(model=model):
            return model
    raise AssertionError(key)
