"""Files that are not whole, not well formed, or made to hurt."""

from __future__ import annotations

import time

import pytest

from tests.adapters.imports import ofx_texts as texts
from tests.shared import SHARED, needs_shared
from trimtab.adapters.imports.ofx import read
from trimtab.adapters.imports.ofx.tree import parse
from trimtab.adapters.imports.registry import read_export
from trimtab.core.problems import errors_in
from trimtab.core.statement import LineKind

SAMPLES = [
    "etrade/etrade_09092023.QFX",
    "ofx/vanguard.ofx",
    "ofx/vanguard_roth_ira.ofx",
]


def cuts_that_pass(text: str) -> list[int]:
    """Lengths at which a cut file is still taken without an error."""
    passed = []
    for length in range(len(text)):
        if not parse(text[:length]).faults:
            passed.append(length)
    return passed


@pytest.mark.parametrize("text", [texts.ofx_1(), texts.OFX_2], ids=["OFX 1", "OFX 2"])
def test_cut_at_every_character(text: str) -> None:
    end = len(text.rstrip())
    assert [length for length in cuts_that_pass(text) if length < end] == []
    cut = read("a.ofx", text[: end - 1], "0" * 64)
    assert [problem.code for problem in cut.problems] == ["file-cut-short"]
    assert (cut.positions, cut.lines) == ((), {LineKind.ERROR: cut.line_count})


@needs_shared
@pytest.mark.parametrize("name", SAMPLES)
def test_samples_cut_at_every_byte(name: str) -> None:
    data = (SHARED / "samples" / name).read_bytes()
    whole = len(data.rstrip())
    for length in range(len(data)):
        found = read_export("a.ofx", data[:length])
        assert bool(errors_in(found.problems)) == (length < whole), length
        assert sum(found.lines.values()) == found.line_count


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<OFX><STATUS><CODE>0</OFX>", "file-cut-short"),
        ("<OFX></STATUS></OFX>", "tag-not-open"),
        ("<OFX>stray</OFX>", "text-stray"),
        ("<OFX><STATUS><CODE>0</CODE>stray</STATUS></OFX>", "text-stray"),
        ("<OFX></OFX>more", "text-stray"),
        ("<OFX></OFX><OFX></OFX>", "text-stray"),
        ("<OFX><!-- never closed", "file-cut-short"),
        ("<OFX><MEMO><![CDATA[never closed", "file-cut-short"),
        ("<OFX>" + "<X>" * 100_000 + "</OFX>", "nesting-too-deep"),
        ("<OFX><MEMO>" + "x" * 40_000 + "</OFX>", "value-too-long"),
        ("<OFX>" + "</X>" * 100_000, "tag-not-open"),
        ("<!DOCTYPE OFX SYSTEM 'http://example.org/x.dtd'><OFX></OFX>", "xml-entities"),
        ("<OFX><MEMO><!ENTITY a 'b'></OFX>", "xml-entities"),
        ("<!doctype ofx [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><OFX><MEMO>&x;</OFX>", "xml-entities"),
    ],
)
def test_faults_in_the_form(body: str, code: str) -> None:
    faults = parse(texts.HEAD_2 + body).faults
    assert code in [fault.code for fault in faults]
    assert len(faults) <= 50


@pytest.mark.parametrize(
    "text",
    [
        "<OFX>" + "<" * 2_000_000,
        "<OFX>" + "<a " * 600_000,
        "<OFX>" + "<A>" * 600_000,
        "<OFX>" + "</A>" * 500_000,
        "<OFX>" + "<A>1</A>" * 40_000,
        "<OFX><MEMO>" + "&amp;" * 400_000,
        "<OFX>" + "<!-- " * 400_000,
        "<OFX>" + "\n" * 2_000_000,
        "<OFX><A " + "x" * 2_000_000,
    ],
    ids=[
        "angles",
        "half tags",
        "deep",
        "closings",
        "leaves",
        "entities",
        "comments",
        "blank lines",
        "attribute",
    ],
)
def test_what_is_made_to_be_slow_is_not(text: str) -> None:
    begun = time.process_time()
    assert parse(text).faults
    assert time.process_time() - begun < 5


def test_no_entity_but_the_usual_ones_is_expanded() -> None:
    document = parse("<OFX><MEMO>AT&T &lt;x&gt; &amp;amp; &lol; &#65;&#x42;</OFX>")
    assert document.body.text("OFX", "MEMO") == "AT&T <x> &amp; &lol; AB"


def test_a_less_than_sign_in_a_value_stays() -> None:
    document = parse("<OFX><MEMO>a < b <3</OFX>")
    assert document.body.text("OFX", "MEMO") == "a < b <3"


def test_an_open_leaf_without_a_value_swallows_nothing() -> None:
    document = parse("<OFX><SONRS><LANGUAGE>\n<FI><ORG>x</FI>\n</SONRS></OFX>")
    assert document.faults == ()
    assert document.body.text("OFX", "SONRS", "FI", "ORG") == "x"
    assert document.body.text("OFX", "SONRS", "LANGUAGE") == ""


def test_values_may_span_lines() -> None:
    found = read("a.ofx", texts.ofx_1().replace("<MEMO>bought", "<MEMO>bought\n  on advice"), "0" * 64)
    assert found.transactions[0].description.startswith("bought\n  on advice")
    assert sum(found.lines.values()) == found.line_count
