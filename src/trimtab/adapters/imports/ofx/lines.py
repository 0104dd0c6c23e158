"""What each line of an OFX file was used as."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from trimtab.adapters.imports.ofx.names import LINES
from trimtab.adapters.imports.ofx.tree import Document, Element
from trimtab.core.statement import LineKind

_STRONGEST_FIRST = (
    LineKind.ERROR,
    LineKind.POSITION,
    LineKind.CASH,
    LineKind.TRANSACTION,
    LineKind.TOTAL,
    LineKind.ACCOUNT,
    LineKind.HEADER,
    LineKind.BANNER,
)
_RANK = {kind: rank for rank, kind in enumerate(_STRONGEST_FIRST)}
_NESTED = frozenset({LineKind.CASH, LineKind.BANNER})


def count_lines(text: str, document: Document, error_lines: Iterable[int]) -> Mapping[LineKind, int]:
    r"""Count the lines of a text with `\n` line ends by what they were used as; the counts sum to the lines.

    A line that holds values counts as what its aggregate stands for, and with several on one line as the weightiest
    of them: error, position, cash, transaction, total, account, header, banner. A line with tags only is markup.
    """
    used = dict.fromkeys(error_lines, LineKind.ERROR)
    _mark(document.body, used)
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    counts: Counter[LineKind] = Counter()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            counts[LineKind.BLANK] += 1
        elif number < document.first_line:
            counts[LineKind.HEADER] += 1
        else:
            counts[used.get(number, LineKind.MARKUP)] += 1
    return {kind: counts[kind] for kind in LineKind if counts[kind]}


def _mark(body: Element, used: dict[int, LineKind]) -> None:
    waiting = [(body, LineKind.BANNER)]
    while waiting:
        element, kind = waiting.pop()
        if kind in _NESTED:
            kind = LINES.get(element.name, kind)
        waiting.extend((child, kind) for child in element.children)
        if not element.value:
            continue
        for line in range(element.line, element.last_line + 1):
            used[line] = min(used.get(line, kind), kind, key=_RANK.__getitem__)
