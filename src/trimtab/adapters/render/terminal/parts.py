"""Pieces every terminal view is made of: safe text, headings, tables, gauges, problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from trimtab.adapters.render.pictures import gauge
from trimtab.core.problems import Severity
from trimtab.reports.notes import ProblemLine
from trimtab.reports.tables import Kind, Table, Tone, row_texts
from trimtab.reports.words import clean

NARROW = 112  # below this many columns, what can be left out is
_PLAINER = {"→": "->", "…": "...", "−": "-", "–": "-", "·": "|", "“": '"', "”": '"', "≥": ">=", "’": "'"}
TONE_STYLES: Mapping[Tone, str] = {
    Tone.PLAIN: "",
    Tone.GOOD: "green",
    Tone.CARE: "yellow",
    Tone.BAD: "bold red",
    Tone.TOTAL: "bold",
    Tone.SECTION: "dim",
}
_SEVERITY = {
    Severity.ERROR: ("error", "bold red"),
    Severity.WARNING: ("care", "yellow"),
    Severity.NOTE: ("note", "cyan"),
}


class Screen:
    """A console with the signs it can show. Every word printed goes through `text`, which lets nothing act."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.is_ascii = console.options.ascii_only
        self.glyphs = gauge.ASCII if self.is_ascii else gauge.UNICODE

    @property
    def is_narrow(self) -> bool:
        """Whether there is only room for the needful."""
        return self.console.width < NARROW

    def say(self, words: str) -> str:
        """The words as this console can show them: control characters visible, no sign it cannot encode."""
        shown = clean(words)
        if self.is_ascii:
            for sign, plainer in _PLAINER.items():
                shown = shown.replace(sign, plainer)
            encoding = self.console.encoding
            shown = shown.encode(encoding, "replace").decode(encoding)
        return shown

    def text(self, words: str, style: str = "") -> Text:
        """Safe text; markup in it is just text."""
        return Text(self.say(words), style=style)

    def line(self, *parts: Text | str, indent: int = 0) -> None:
        """One paragraph, wrapped with its indent kept."""
        whole = Text()
        for part in parts:
            whole.append_text(part if isinstance(part, Text) else self.text(part))
        self.console.print(
            Padding(whole, (0, 0, 0, indent), expand=False) if indent else whole, highlight=False
        )

    def gap(self) -> None:
        """An empty line."""
        self.console.print()

    def heading(self, words: str, note: str = "") -> None:
        """A section's heading with a thin rule to the right edge; the note stands at the end of it.

        A heading longer than the line has no rule and goes on in the next line: none is cut.
        """
        self.gap()
        head, tail = self.text(f"{words} ", "bold"), self.text(f" {note}" if note else "", "dim")
        room = self.console.width - head.cell_len
        if room < 0:
            self.console.print(Text.assemble(head, tail), highlight=False)
            return
        if tail.cell_len > room - 3:
            tail.truncate(max(room - 3, 0), overflow="ellipsis" if not self.is_ascii else "crop")
        rule = Text(("-" if self.is_ascii else "─") * max(room - tail.cell_len, 0), style="dim")
        self.console.print(Text.assemble(head, rule, tail), highlight=False, no_wrap=True, overflow="crop")

    def bullet(self, words: str | Text, sign: str = "", style: str = "") -> None:
        """A paragraph with a hanging sign."""
        grid = RichTable.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(ratio=1, overflow="fold")
        mark = sign or ("*" if self.is_ascii else "•")
        grid.add_row(Text(f"  {mark}", style=style), words if isinstance(words, Text) else self.text(words))
        self.console.print(grid, highlight=False)

    def table(
        self, table: Table, keys: Iterable[str] | Mapping[str, int] = (), *, is_headed: bool = True
    ) -> RichTable:
        """A typed table, only the columns named if any are; numbers to the right, rows in their tone.

        Keys that map to a width give each column just that; a heading longer than its column breaks.
        """
        widths = keys if isinstance(keys, Mapping) else {}
        wanted = set(keys) or {column.key for column in table.columns}
        shown = [number for number, column in enumerate(table.columns) if column.key in wanted]
        rich = new_table()
        rich.show_header = is_headed
        for number in shown:
            column = table.columns[number]
            heading = self.text(column.label)
            heading.no_wrap = False if column.key in widths else None
            rich.add_column(
                heading,
                justify="right" if column.kind.is_number else "left",
                no_wrap=column.kind.is_number or column.kind is Kind.DATE,
                overflow="fold",
                width=widths.get(column.key),
            )
        for row in table.rows:
            texts = row_texts(table, row)
            if row.tone is Tone.SECTION:
                rich.add_row(self.text(texts[0], "dim"), *[""] * (len(shown) - 1))
                continue
            rich.add_row(*(self.text(texts[number]) for number in shown), style=TONE_STYLES[row.tone])
        return rich


def new_table() -> RichTable:
    """An airy table: no frame, dim headings, one column of space."""
    return RichTable(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim", expand=False)


def problem_block(screen: Screen, problems: Iterable[ProblemLine], indent: int = 0) -> None:
    """Each problem: how bad, where, what, and the remedy on its own line."""
    for problem in problems:
        name, style = _SEVERITY[problem.severity]
        grid = RichTable.grid(padding=(0, 1))
        grid.add_column(no_wrap=True, width=6 + indent)
        grid.add_column(ratio=1, overflow="fold")
        where = screen.text(f"{problem.where}: " if problem.where else "", "dim")
        what = Text.assemble(where, screen.text(problem.message), screen.text(f" ({problem.code})", "dim"))
        grid.add_row(Text(" " * indent + name, style=style), what)
        if problem.remedy:
            arrow = "->" if screen.is_ascii else "→"
            grid.add_row("", Text.assemble(Text(f"{arrow} ", style="dim"), screen.text(problem.remedy)))
        screen.console.print(grid, highlight=False)
