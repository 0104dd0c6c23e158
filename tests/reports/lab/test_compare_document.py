"""Policies over history as shown: sentences that say when a difference is noise, and tables for programs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from tests.plans import sample_plan
from tests.simulate.measures.test_side_by_side import CHANCE, LUCK, OWN, four
from tests.simulate.measures.tracks import grown
from trimtab.adapters.catalogue import class_names
from trimtab.adapters.render.document_csv import document_csv
from trimtab.adapters.render.document_json import document_json
from trimtab.adapters.render.document_page import document_page
from trimtab.reports.document import Document
from trimtab.reports.lab.compare_document import over_history_document
from trimtab.reports.lab.disclosure import HYPOTHETICAL
from trimtab.simulate.measures.side_by_side import Contender, HistoryComparison, Role, side_by_side

HOUSEHOLD, _, _ = sample_plan()
OWN_RUN = grown(OWN)


def five() -> list[Contender]:
    """Those four and a policy that is yours with a little luck."""
    own, better, *twins = four()
    lucky = Contender("lucky", Role.OTHER, grown(OWN + LUCK / 3, tax=0.002), own.starts)
    return [own, better, lucky, *twins]


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
    assert len(instead) == 1
    assert "noise: the range holds nought" in shown.section("rebalancing").words[0]
    assert len(shown.section("tax_alpha").words) == 4


def test_dollars_after_all_tax_stand_only_beside_differences_after_all_tax() -> None:
    shown = document()
    for key, is_after_all_tax in (
        ("instead", True),
        ("twins", True),
        ("rebalancing", False),
        ("tax_alpha", False),
    ):
        table = shown.section(key).table
        assert table is not None
        assert ("end_usd" in {column.key for column in table.shown().columns}) is is_after_all_tax


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
    assert any("too few whole months" in words for words in shown.section("assumptions").words)


def test_what_many_questions_do_to_a_verdict_is_said() -> None:
    found = side_by_side(four(), CHANCE)
    first, *rest = found.pairs
    assert first.interval is not None
    adjusted = replace(first.interval, is_noise=True, is_noise_alone=False)
    shown = document(replace(found, pairs=(replace(first, interval=adjusted), *rest)))
    assert "alone it would pass, but not with 1 pair asked at once" in shown.section("instead").words[0]
    assert "none of" not in shown.headline


def test_the_reality_check_is_told_of_several_and_not_against_a_stricter_verdict() -> None:
    found = side_by_side(five(), CHANCE)
    told = document(found).section("instead").words[-1]
    assert told.startswith("White's reality check: if none of 2 other policies were better than yours")
    assert told.endswith("it is better.")
    first, *rest = found.pairs
    assert first.interval is not None
    noise = replace(found, pairs=(replace(first, interval=replace(first.interval, is_noise=True)), *rest))
    assert (
        document(noise)
        .section("instead")
        .words[-1]
        .endswith("pair by pair, which is stricter, it stays unproven.")
    )
    likely = replace(found, reality_p=Decimal("0.4"))
    assert document(likely).section("instead").words[-1].endswith("with a chance of 40.0%.")


def test_what_classes_brought_sums_to_the_return() -> None:
    values = list(OWN_RUN.values)
    told = [
        replace(value, gains_usd={"stocks.us": value.wealth_usd - before.wealth_usd - value.flow_usd})
        for before, value in pairwise(values)
    ]
    run = replace(OWN_RUN, values=(values[0], *told))
    shown = document(side_by_side([Contender("own", Role.OWN, run)], CHANCE))
    table = shown.section("contributions").table
    assert table is not None
    assert [column.label for column in table.columns] == [
        "Policy",
        "stocks.us",
        "Cash and the rest",
        "In all",
    ]
    name, stocks, rest, whole = table.rows[0].cells
    assert (name, rest) == ("own", 0)
    assert stocks == whole
    named = over_history_document(
        HOUSEHOLD, side_by_side([Contender("own", Role.OWN, run)], CHANCE), (), (), class_names()
    )
    contributions = named.section("contributions").table
    assert contributions is not None
    assert contributions.columns[1].label == "US stocks"


def test_start_dates_that_point_the_other_way_leave_a_difference_unproven() -> None:
    found = side_by_side(four(), CHANCE)
    first, *rest = found.pairs
    assert first.starts is not None
    torn = replace(first.starts, values=(Decimal("0.01"), Decimal("-0.01")), ahead=1)
    shown = document(replace(found, pairs=(replace(first, starts=torn), *rest)))
    assert "not to be relied on: other start dates point the other way" in shown.section("instead").words[0]
    assert "no difference between it and the other policy" in shown.headline


def test_every_result_stands_beside_its_assumptions() -> None:
    shown = document()
    assert shown.section("assumptions").words[: len(HYPOTHETICAL)] == HYPOTHETICAL
    assert shown.section("assumptions").words[-1] == "Closes are filled."
    method = next(words for words in shown.section("assumptions").words if "drawn again" in words)
    assert "drawn again 399 times in blocks of 12 months" in method
    assert "seed 3" in method
    assert shown.section("wealth").figure is not None
    assert shown.section("falls").figure is not None


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
    assert own["worst_month"] == said.worst["month"].value
    assert own["worst_12_months"] == said.worst["12 months"].value
    deepest = shown.section("deepest").table
    assert deepest is not None
    assert said.fall is not None
    assert deepest.rows[0].cells == (
        "own",
        said.fall.depth,
        said.fall.peak,
        said.fall.trough,
        said.fall.recovered,
    )
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
    assert "These results are hypothetical" in document_page([shown])
    lines = document_csv(shown).split("\r\n")
    assert lines[0] == "section,row,name,column,value"
    assert "policies,1,own,trades,3" in lines
    assert any(line.startswith("instead,1,better,difference,0.005") for line in lines)
    assert "tax,1,2020,policy_1,7" in lines
