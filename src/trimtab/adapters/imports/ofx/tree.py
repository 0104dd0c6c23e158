"""The tags of an OFX file as a tree, for both faces of the format: SGML with unclosed leaves (1.x) and XML (2.x).

No entity is ever expanded but the five of XML, `&nbsp;` and character numbers; a file that defines its own is refused.
Source: Open Financial Exchange 2.2, sections 2.2 (head), 2.3 (body) and 1.x, section 2.3 (SGML details).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from trimtab.adapters.imports.ofx.names import AGGREGATES
from trimtab.adapters.imports.reading import LIMIT_CELL_CHARACTERS

LIMIT_DEPTH = 40
LIMIT_FAULTS = 50

START = re.compile(r"<OFX[\s>]", re.IGNORECASE)
_DEFINITION = re.compile(r"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_MARKUP = re.compile(
    r"(?P<section><!--|<\?|<!\[CDATA\[)"
    r"|<(?P<closes>/?)(?P<name>[A-Za-z][A-Za-z0-9._:-]{0,63})(?:\s[^<>]{0,1000}?)?(?P<empty>/?)>",
    re.ASCII,
)
_SECTION_ENDS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>"}
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")


@dataclass(slots=True)
class Element:
    """A tag: a leaf with its value, or an aggregate with its children. Lines count from 1."""

    name: str
    line: int
    value: str = ""
    last_line: int = 0
    children: list[Element] = field(default_factory=list)

    def child(self, *path: str) -> Element | None:
        """The first element at this path below, or None."""
        found: Element | None = self
        for name in path:
            if found is None:
                return None
            found = next((each for each in found.children if each.name == name), None)
        return found

    def text(self, *path: str) -> str:
        """The value of the leaf at this path; empty where it is missing."""
        found = self.child(*path)
        return found.value if found else ""

    def every(self, *names: str) -> Iterator[Element]:
        """All elements of these names, at any depth, in the order of the file."""
        waiting = list(reversed(self.children))
        while waiting:
            element = waiting.pop()
            if element.name in names:
                yield element
            waiting.extend(reversed(element.children))


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason why the file is not OFX that can be trusted to the last line."""

    code: str
    message: str
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """The body of a file, where its head ends, and what is wrong with its form."""

    body: Element
    first_line: int
    faults: tuple[Fault, ...]


def parse(text: str) -> Document:
    r"""The tree of a text with `\n` line ends. Never raises; a text with a fault must not be used."""
    defined = _DEFINITION.search(text)
    if defined:
        line = text.count("\n", 0, defined.start()) + 1
        shown = defined[0].replace(" ", "")
        fault = Fault(
            "xml-entities", f"the file defines names of its own ({shown}), which no custodian does", line
        )
        return Document(Element("", 1), 1, (fault,))
    start = START.search(text)
    if start is None:
        last_line = text.count("\n") + 1
        fault = Fault("file-cut-short", "the file ends before its <OFX> part begins", last_line)
        return Document(Element("", 1), 1, (fault,))
    builder = _Builder(text, start.start())
    builder.run()
    return Document(builder.root, builder.first_line, tuple(builder.faults))


class _Builder:
    """One pass over the text; each character is looked at a bounded number of times."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.position = start
        self.line = self.first_line = text.count("\n", 0, start) + 1
        self.root = Element("", self.line)
        self.open: list[Element] = [self.root]
        self.data: list[str] = []
        self.data_line = self.line
        self.faults: list[Fault] = []
        self.ended = False

    def run(self) -> None:
        """Read to the end of the text, or to the fault after which the rest means nothing."""
        while len(self.faults) < LIMIT_FAULTS:
            found = _MARKUP.search(self.text, self.position)
            self._take_text(found.start() if found else len(self.text))
            if found is None:
                break
            if not self._take_markup(found):
                return
        if self.ended:
            self._settle_text()
        elif len(self.faults) < LIMIT_FAULTS:
            inside = self.open[-1]
            where = f"inside <{inside.name}> of line {inside.line}" if inside.name else "before its end"
            self._fault("file-cut-short", f"the file ends {where}: </OFX> is missing")

    def _take_markup(self, found: re.Match[str]) -> bool:
        if found["section"]:
            return self._take_section(found)
        self._settle_text()
        self._advance(found.end())
        name = found["name"].upper()
        if found["closes"]:
            self._close(name)
            return True
        return self._open(name, bool(found["empty"]))

    def _take_section(self, found: re.Match[str]) -> bool:
        opening = found["section"]
        closing = _SECTION_ENDS[opening]
        end = self.text.find(closing, found.end())
        if end < 0:
            self._fault("file-cut-short", f"the file ends inside {opening} ... {closing}")
            return False
        if opening == "<![CDATA[":
            self.data_line = self.data_line if self.data else self.line
            self.data.append(self.text[found.end() : end].replace("&", "&amp;"))
        self._advance(end + len(closing))
        return True

    def _take_text(self, end: int) -> None:
        piece = self.text[self.position : end]
        if piece:
            if not self.data:
                self.data_line = self.line
            self.data.append(piece)
            self._advance(end)

    def _advance(self, position: int) -> None:
        self.line += self.text.count("\n", self.position, position)
        self.position = position

    def _settle_text(self) -> None:
        """Give the text since the last tag to the leaf that is open."""
        raw = "".join(self.data)
        self.data.clear()
        value = raw.strip()
        if not value:
            return
        line = self.data_line + raw[: len(raw) - len(raw.lstrip())].count("\n")
        top = self.open[-1]
        if top is self.root or top.children or top.value or top.name in AGGREGATES:
            where = "after its end" if self.ended else "between the tags"
            self._fault("text-stray", f'the file has text {where}: "{value[:40]}"', line)
        elif len(value) > LIMIT_CELL_CHARACTERS:
            message = f"<{top.name}> holds {len(value):,} characters; the limit is {LIMIT_CELL_CHARACTERS:,}"
            self._fault("value-too-long", message, line)
        else:
            top.value = _ENTITY.sub(lambda found: html.unescape(found[0]), value).strip()
            top.last_line = line + value.count("\n")

    def _open(self, name: str, empty: bool) -> bool:
        if self.ended:
            self._fault("text-stray", f"the file goes on with <{name}> after its end")
            return False
        if self.open[-1].value:
            self.open.pop()
        if len(self.open) > LIMIT_DEPTH:
            self._fault("nesting-too-deep", f"<{name}> lies more than {LIMIT_DEPTH} tags deep")
            return False
        element = Element(name, self.line, last_line=self.line)
        self.open[-1].children.append(element)
        if not empty:
            self.open.append(element)
        return True

    def _close(self, name: str) -> None:
        names = [element.name for element in self.open]
        if name not in names[1:]:
            self._fault("tag-not-open", f"</{name}> closes a tag that is not open")
            return
        while self.open[-1].name != name:
            self._drop_unclosed(self.open.pop())
        self.open.pop()
        self.ended = len(self.open) == 1

    def _drop_unclosed(self, element: Element) -> None:
        """An SGML leaf without a value and without its end: what follows it belongs beside it, not in it."""
        if element.name in AGGREGATES:
            self._fault("file-cut-short", f"<{element.name}> of line {element.line} is never closed")
        self.open[-1].children.extend(element.children)
        element.children = []

    def _fault(self, code: str, message: str, line: int = 0) -> None:
        self.faults.append(Fault(code, message, line or self.line))
