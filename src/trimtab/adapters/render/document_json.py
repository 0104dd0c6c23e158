"""A document as JSON: tables as lists of objects, exact decimals as text, the same bytes every time.

The published schema is `schemas/document.schema.json`. The text is plain ASCII.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from trimtab.adapters.render.plan_json import SCHEMA_VERSION, Json
from trimtab.core.money import plain
from trimtab.reports.document import Document, Section
from trimtab.reports.notes import ProblemLine
from trimtab.reports.tables import Cell, Row, Table


def document_json(document: Document) -> str:
    """The whole document; figures are left out, for a table beside each says the same."""
    content: dict[str, Json] = {
        "schema": "trimtab/document",
        "schema_version": SCHEMA_VERSION,
        "kind": document.kind,
        "title": document.title,
        "household": document.household,
        "as_of": document.as_of.isoformat(),
        "headline": document.headline,
        "tone": document.tone.value,
        "facts": [
            {"label": fact.label, "value": fact.value, "note": fact.note, "tone": fact.tone.value}
            for fact in document.facts
        ],
        "sections": [_section(section) for section in document.sections],
        "problems": [_problem(problem) for problem in document.problems],
        "laws": [{"place": law.place, "year": law.year, "sha256": law.sha256} for law in document.laws],
        "not_modelled": list(document.not_modelled),
    }
    return json.dumps(content, ensure_ascii=True, sort_keys=True, indent=2) + "\n"


def _section(section: Section) -> Json:
    return {
        "key": section.key,
        "title": section.title,
        "words": list(section.words),
        "table": None if section.table is None else _table(section.table),
        "notes": list(section.notes),
    }


def _table(table: Table) -> Json:
    return {
        "title": table.title,
        "columns": [
            {"key": column.key, "label": column.label, "kind": column.kind.value} for column in table.columns
        ],
        "rows": [_row(table, row) for row in table.rows],
    }


def _row(table: Table, row: Row) -> Mapping[str, Json]:
    cells = {column.key: _cell(cell) for column, cell in zip(table.columns, row.cells, strict=True)}
    return {"tone": row.tone.value, **cells}


def _cell(cell: Cell) -> Json:
    if cell is None or isinstance(cell, str):
        return cell
    return cell.isoformat() if isinstance(cell, date) else plain(cell)


def _problem(problem: ProblemLine) -> Json:
    return {
        "severity": problem.severity.value,
        "code": problem.code,
        "message": problem.message,
        "remedy": problem.remedy,
        "where": problem.where,
    }
