"""A bank with a question of every type, in which whatever is secret holds a word of its own."""

from __future__ import annotations

from tests.exams.factories import bank_text

WORD = "zkeyz"
"""Stands in every secret text, in any case, and in nothing that candidates may see."""

NUMBER = "7319.0358"
"""The one secret that is no text."""

QUESTIONS = {
    "single-answer": """
text: "Which is it?"
type: single-answer
options:
  - {id: a, text: "This one", isCorrect: true}
  - {id: b, text: "That one"}
  - {id: c, text: "None at all"}
""",
    "true-false": """
text: "It is so."
type: true-false
options:
  - {id: "true", text: "True", isCorrect: true}
  - {id: "false", text: "False"}
""",
    "multiple-answers": """
text: "Which are they?"
type: multiple-answers
scoring: net-correct
options:
  - {id: a, text: "The first one", isCorrect: true}
  - {id: b, text: "The other one", isCorrect: true}
  - {id: c, text: "The third one"}
""",
    "short-answer": """
text: "What is it called?"
type: short-answer
correctAnswer: "ZKEYZ name"
accept: ["zkeyz*"]
wildcard: true
nearMiss: review
""",
    "numeric": f"""
text: "How much is it?"
type: numeric
correctAnswer: "{NUMBER}"
""",
    "ordering": """
text: "In which order?"
type: ordering
options:
  - {id: zkeyz1, text: "Walk"}
  - {id: zkeyz2, text: "Run"}
  - {id: zkeyz3, text: "Fly"}
""",
    "matching": """
text: "What belongs together?"
type: matching
scoring: {policy: mapping, values: {"l = Low": "1/4", "h = High": "3/4"}}
pairs:
  - {id: l, text: "Cellar", match: "Low"}
  - {id: h, text: "Roof", match: "High"}
""",
    "blanks": """
text: "Say {{word}}, or {{list}}."
type: blanks
blanks:
  - {id: word, accept: ["zkeyz", "zkeyz two"]}
  - {id: list, accept: ["yes"], options: ["yes", "no"]}
""",
    "essay": """
text: "Why?"
type: essay
correctAnswer: "Since zkeyz."
rubric:
  - {id: zkeyz1, text: "Names zkeyz", points: 2}
""",
    "manifest": """
text: "Write a ConfigMap."
type: manifest
kubernetes: "1.31"
assertions:
  - {id: zkeyz1, message: "It is named as asked", path: $.metadata.name, value: zkeyz-name}
correctAnswer: |
  apiVersion: v1
  kind: ConfigMap
  metadata: {name: zkeyz-name}
""",
    "design": """
text: "Write a relationship."
type: design
kind: relationship
assertions:
  - {id: zkeyz1, message: "Its version is the one asked for", path: $.version, value: zkeyz}
correctAnswer: |
  {"version": "zkeyz"}
""",
    "command": """
text: "Import the archive."
type: command
assertions:
  - {id: zkeyz1, message: "From the archive", flag: "--file", value: zkeyz.tar}
correctAnswer: "mesheryctl model import --file zkeyz.tar"
""",
    "code": """
text: "Call the function."
type: code
language: go
assertions:
  - {id: zkeyz1, message: "The function is called", calls: zkeyz}
correctAnswer: |
  func main() {
    zkeyz()
  }
""",
}

PLANTED = bank_text(
    *(
        f'id: "{name}"\nexplanation: "Because of zkeyz, {name}."\nmarks: 2\n{text.strip()}\n'
        for name, text in QUESTIONS.items()
    ),
    title="Planted",
    maxAttempts=5,
)
