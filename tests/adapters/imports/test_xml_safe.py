"""XML made to hurt is refused, by name and fast."""

from __future__ import annotations

import time

import pytest

from tests.adapters.imports.flex_texts import flex
from trimtab.adapters.imports.registry import read_export
from trimtab.adapters.imports.safe_xml import LIMIT_DEPTH, XmlElement, read_xml
from trimtab.core.problems import Problem
from trimtab.core.statement import FileKind

ROOT = "<FlexQueryResponse>"
BOMB = (
    '<!DOCTYPE z [<!ENTITY a "0123456789">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
HOSTILE = {
    "billion laughs": (f"{BOMB}{ROOT}&i;</FlexQueryResponse>", "xml-entities"),
    "quadratic": (f'<!DOCTYPE z [<!ENTITY a "{"x" * 100_000}">]>{ROOT}{"&a;" * 10_000}', "xml-entities"),
    "file": (f'<!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/passwd">]>{ROOT}&a;', "xml-entities"),
    "address": (f'<!DOCTYPE z SYSTEM "http://example.org/a.dtd">{ROOT}', "xml-entities"),
    "parameter": (f'<!DOCTYPE z [<!ENTITY % a SYSTEM "http://example.org/a"> %a;]>{ROOT}', "xml-entities"),
    "deep": (f"{ROOT}{'<a>' * 100_000}", "nesting-too-deep"),
    "wide": (f'{ROOT}<a b="{"x" * 5_000_000}"/></FlexQueryResponse>', "value-too-long"),
    "long text": (f"{ROOT}{'x' * 5_000_000}</FlexQueryResponse>", "value-too-long"),
    "unknown entity": (f"{ROOT}&lol;</FlexQueryResponse>", "xml-broken"),
    "twice": (f"{ROOT}</FlexQueryResponse>{ROOT}</FlexQueryResponse>", "xml-broken"),
    "same name twice": ('<FlexQueryResponse a="1" a="2"/>', "xml-broken"),
    "crossed": (f"{ROOT}<a><b></a></b></FlexQueryResponse>", "xml-broken"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_are_refused_within_a_second(kind: str) -> None:
    text, code = HOSTILE[kind]
    begun = time.process_time()
    found = read_export("flex.xml", f'<?xml version="1.0"?>\n{text}'.encode())
    assert time.process_time() - begun < 1
    assert [problem.code for problem in found.problems] == [code]
    assert found.problems[0].remedy
    assert found.problems[0].source is not None
    assert found.problems[0].source.line == 2
    assert found.kind is FileKind.UNKNOWN
    assert sum(found.lines.values()) == found.line_count


def test_cut_at_every_character() -> None:
    text = flex()
    end = len(text.rstrip())
    for length in range(len(text)):
        found = read_xml("a.xml", text[:length])
        assert isinstance(found, Problem) == (length < end), length
        if isinstance(found, Problem):
            assert found.code == "file-cut-short", length


def test_elements_keep_their_lines_and_text() -> None:
    root = read_xml("a.xml", '<a>\n<b c="&lt;1"/>\n<b>x&amp;y</b>\n</a>')
    assert isinstance(root, XmlElement)
    assert [(each.line, dict(each.attributes), each.text) for each in root.every("b")] == [
        (2, {"c": "<1"}, ""),
        (3, {}, "x&y"),
    ]


def test_depth_just_allowed() -> None:
    assert isinstance(read_xml("a.xml", "<a>" * LIMIT_DEPTH + "</a>" * LIMIT_DEPTH), XmlElement)


def test_the_declared_encoding_is_not_believed() -> None:
    text = flex().replace('encoding="UTF-8"', 'encoding="UTF-16"').replace("TOTAL STOCK", "TOTAL STÖCK")
    assert [held.description for held in read_export("a.xml", text.encode()).positions] == [
        "TOTAL STÖCK & MORE"
    ]
