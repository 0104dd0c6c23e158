"""No worked example of the shared truth is left out, and none of its figures."""

from __future__ import annotations

from pathlib import Path

import pytest

import tests.ledger
from tests.shared import needs_shared
from tests.truth.reader import all_cases
from tests.truth.shared_truth import examples, figures, truth, written
from tests.truth.yaml_subset import parse

LEDGER = Path(tests.ledger.__file__).parent
LEDGER_CASES = sorted([*(LEDGER / "wash_cases").glob("*.txt"), *(LEDGER / "books" / "cases").glob("*.txt")])


def cases_by_example() -> dict[str, str]:
    """Text of the cases of each example, those of the ledger included."""
    told: dict[str, str] = {}
    texts = [(case.example, case.text) for case in all_cases()]
    for path in LEDGER_CASES:
        text = path.read_text(encoding="utf-8")
        named = [line.removeprefix("example ") for line in text.splitlines() if line.startswith("example ")]
        texts += [(example, text) for example in named]
    for named_examples, text in texts:
        for example in named_examples.split("; "):
            told[example] = told.get(example, "") + text
    return told


@needs_shared
def test_every_example_has_a_case_with_all_its_figures() -> None:
    told = cases_by_example()
    wanted = dict(examples(truth()))
    assert len(wanted) >= 104
    assert sorted(set(wanted) - set(told)) == []
    assert sorted(set(told) - set(wanted) - {""}) == []
    missing = {
        example: sorted(set(figures(node)) - written(told[example])) for example, node in wanted.items()
    }
    assert {example: figure for example, figure in missing.items() if figure} == {}


YAML = """
# a comment
about:
  made: '2026-11-21'
  text: goes on
    in the next line
days:
- buy: '2024-01-02'
  lots:
  - - first
    - 100
  - - second
    - 50
table:
  72: 27.4
rates:
- 0.1
- -3
- 'it''s: so'
"""


def test_the_little_yaml_reader() -> None:
    assert parse(YAML) == {
        "about": {"made": "2026-11-21", "text": "goes on in the next line"},
        "days": [{"buy": "2024-01-02", "lots": [["first", "100"], ["second", "50"]]}],
        "table": {"72": "27.4"},
        "rates": ["0.1", "-3", "it's: so"],
    }
    with pytest.raises(ValueError, match="not understood: stray"):
        parse("a: 1\nstray\n")
