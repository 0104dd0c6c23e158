"""Policies over history as shown: sentences that say when a difference is noise, and tables for programs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.plans import sample_plan
from tests.simulate.measures.test_side_by_side import CHANCE, OWN, four
from tests.simulate.measures.tracks import grown
from trimtab.adapters.render.document_csv import document_csv
from trimtab.adapters.render.document_json import document_json
from trimtab.adapters.render.document_page import document_page
from trimtab.reports.choices.over_history import HYPOTHETICAL, over_history_document
from trimtab.reports.document import Document
from trimtab.simulate.measures.side_by_side import Contender, HistoryComparison, Role, side_by_side

HOUSEHOLD, _, _ = sample_plan()


def document(found: HistoryComparison | None = None) -> Document:
    return over_history_document(HOUSEHOLD, found or side_by_side(four(), CHANCE), ("Closes are filled.",))


def test_every_pair_has_a_sentence_and_says_when_it_is_noise() -> None:
    shown = document()
    instead = shown.section("instead").words
    assert instead[0].startswith("better against own: +0.5")
    assert "% a year (95% range: +0." in instead[0]
    assert instead[0].endswith(
        "more than noise. Ahead in 100% of all stretches of 4 years, and from 2 of 2 start dates."
    )
    assert instead[-1].startswith("White's reality check: if none of 1 other policy were better")
    assert instead[-1].endswith("it is better.")
    assert "noise: the range holds nought" in shown.section("rebalancing").words[0]
    assert len(shown.section("tax_alpha").words) == 4


def test_the_headline_names_what_is_more_than_noise() -> None:
    assert "; better brought +0.5" in document().headline
    alike = [Contender("own", Role.OWN, grown(OWN)), Contender("again", Role.OTHER, grown(OWN))]
    shown = document(side_by_side(alike, CHANCE))
    assert shown.headline.endswith("; no difference between it and the other policy is more than noise.")
    assert shown.section("instead").words == ("again against own: the same in every month.",)
    assert document(side_by_side(alike[:1], CHANCE)).headline.endswith("; nothing stands beside it.")


def test_a_short_history_says_so() -> None:
    short = [
        Contender("own", Role.OWN, grown(OWN[:20])),
        Contender("new", Role.OTHER, grown(OWN[:20] + 0.01)),
    ]
    shown = document(side_by_side(short, CHANCE))
    assert "too short to say" in shown.section("instead").words[0]
    assert "too few whole months" in shown.section("assumptions").words[0]


def test_what_many_questions_do_to_a_verdict_is_said() -> None:
    found = side_by_side(four(), CHANCE)
    first, *rest = found.pairs
    assert first.interval is not None
    adjusted = replace(first.interval, is_noise=True, is_noise_alone=False)
    shown = document(replace(found, pairs=(replace(first, interval=adjusted), *rest)))
    assert "alone it would pass, but with 3 asked at once" in shown.section("instead").words[0]
    assert "none of" not in shown.headline


def test_every_result_stands_beside_its_assumptions() -> None:
    shown = document()
    assert shown.section("policies").words[0] == HYPOTHETICAL
    assumptions = shown.section("assumptions").words
    assert assumptions[-1] == "Closes are filled."
    assert "drawn again 399 times in blocks of 12 months" in assumptions[0]
    assert "seed 3" in assumptions[0]


def test_the_tables_hold_what_was_measured() -> None:
    found = side_by_side(four(), CHANCE)
    shown = document(found)
    table = shown.section("policies").table
    assert table is not None
    keys = [column.key for column in table.columns]
    own = dict(zip(keys, table.rows[0].cells, strict=True))
    said = found.policies[0].performance
    assert own["end_after_tax"] == said.end_after_tax_usd
    assert own["volatility"] == said.volatility
    assert own["outside"] == 0
    assert own["trades"] == 3
    assert own["tax"] == said.tax_paid_usd
    tax = shown.section("tax").table
    assert tax is not None
    assert len(tax.rows) == 8
    assert tax.rows[0].cells == ("2020", *([Decimal(7)] * 4))
    starts = shown.section("starts").table
    assert starts is not None
    assert [len(row.cells) for row in starts.rows] == [6, 6]


def test_json_csv_and_page_hold_it_too() -> None:
    shown = document()
    assert '"key": "tax_alpha"' in document_json(shown)
    assert "Hypothetical: nobody traded this." in document_page([shown])
    lines = document_csv(shown).split("\r\n")
    assert lines[0] == "section,row,name,column,value"
    assert "policies,1,own,trades,3" in lines
    assert any(line.startswith("instead,1,better,difference,0.005") for line in lines)
    assert "tax,1,2020,policy_1,7" in lines
    assert not any(line.startswith("assumptions") for line in lines)
