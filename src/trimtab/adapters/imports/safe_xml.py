"""XML read as if it came from an enemy: no document types, no entities, nothing external, bounded depth and size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from trimtab.adapters.imports.cells import masked
from trimtab.adapters.imports.reading import LIMIT_CELL_CHARACTERS
from trimtab.core.problems import Problem, Source, error

LIMIT_DEPTH = 40
_CUT_SHORT_CODES = frozenset({3, 5, 6, 20})
"""expat: no element found, unclosed token, partial character, unclosed CDATA section."""

_REFUSE = "do not use this file: no custodian writes one like it"
_AGAIN = "download the file again from the custodian"


@dataclass(slots=True)
class XmlElement:
    """A tag with its attributes, children and text; `line` is where it begins."""

    name: str
    attributes: Mapping[str, str]
    line: int
    children: list[XmlElement] = field(default_factory=list)
    text: str = ""

    def every(self, *names: str) -> Iterator[XmlElement]:
        """All elements of these names below, at any depth, in the order of the file."""
        waiting = list(reversed(self.children))
        while waiting:
            element = waiting.pop()
            if not names or element.name in names:
                yield element
            waiting.extend(reversed(element.children))


class _RefusedError(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_xml(name: str, text: str) -> XmlElement | Problem:
    """The root element of an XML text, or the one ERROR that refuses it. Never expands an entity. Raises nothing."""
    target = _Target()
    parser = DefusedXMLParser(
        target=target, encoding="utf-8", forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    target.parser = parser
    try:
        parser.feed(text.encode("utf-8", errors="replace"))
        parser.close()
    except DefusedXmlException:
        message = "the file defines a document type or entities of its own, which no custodian does"
        return error("xml-entities", message, _REFUSE, Source(masked(name), target.line))
    except _RefusedError as refusal:
        return error(refusal.code, str(refusal), _REFUSE, Source(masked(name), target.line))
    except ParseError as fault:
        return _broken(name, fault)
    if target.root is None:
        return error("file-cut-short", "the file is empty", _AGAIN, Source(masked(name), 1))
    return target.root


def _broken(name: str, fault: ParseError) -> Problem:
    line, column = fault.position
    source = Source(masked(name), line)
    if fault.code in _CUT_SHORT_CODES:
        return error(
            "file-cut-short", f"the file ends in the middle, at character {column + 1}", _AGAIN, source
        )
    words = str(fault).partition(":")[0]
    return error(
        "xml-broken", f"the file is not well-formed XML: {words} at character {column + 1}", _AGAIN, source
    )


class _Target:
    """Builds the elements as the parser meets them, and stops it where a cap is passed."""

    def __init__(self) -> None:
        self.parser: DefusedXMLParser | None = None
        self.root: XmlElement | None = None
        self.open: list[XmlElement] = []

    @property
    def line(self) -> int:
        """Where the parser stands."""
        return int(self.parser.parser.CurrentLineNumber) if self.parser else 1

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A tag begins."""
        if len(self.open) >= LIMIT_DEPTH:
            raise _RefusedError("nesting-too-deep", f"<{name[:40]}> lies more than {LIMIT_DEPTH} tags deep")
        for key, value in attributes.items():
            if len(value) > LIMIT_CELL_CHARACTERS:
                limit = f"{LIMIT_CELL_CHARACTERS:,}"
                message = f"{key[:40]} holds {len(value):,} characters; the limit is {limit}"
                raise _RefusedError("value-too-long", message)
        element = XmlElement(name, attributes, self.line)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, name: str) -> None:  # noqa: ARG002 - expat has checked that the names agree
        """A tag ends."""
        self.open.pop()

    def data(self, text: str) -> None:
        """Text between tags."""
        element = self.open[-1]
        if text.strip():
            element.text += text
            if len(element.text) > LIMIT_CELL_CHARACTERS:
                message = (
                    f"<{element.name[:40]}> holds more than {LIMIT_CELL_CHARACTERS:,} characters of text"
                )
                raise _RefusedError("value-too-long", message)

    def close(self) -> None:
        """The end of the file."""
