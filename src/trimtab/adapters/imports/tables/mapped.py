"""Any CSV, read through a column map of the household file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from trimtab.adapters.imports.cells import folded
from trimtab.adapters.imports.column_map import COLUMN_MAP_KINDS, OPTIONAL_FIELDS, REQUIRED_FIELDS, ColumnMap
from trimtab.adapters.imports.refusal import refused
from trimtab.adapters.imports.tables.draft import Draft
from trimtab.adapters.imports.tables.mapped_rows import ROW_READERS, MappedRow
from trimtab.adapters.imports.tables.row import Row
from trimtab.adapters.imports.tables.table import Columns, Layout, first_records
from trimtab.core.problems import Problem, Source, error
from trimtab.core.statement import FileKind, LineKind, ParsedFile

_FILE_KINDS: Mapping[str, FileKind] = {
    "positions": FileKind.POSITIONS,
    "lots": FileKind.LOTS,
    "transactions": FileKind.TRANSACTIONS,
    "prices": FileKind.PRICES,
}


def read_mapped(name: str, text: str, sha256: str, column_map: ColumnMap) -> ParsedFile:
    """Read a CSV by the columns that the user named. Lines above its header are banner lines.

    Every line under the header must be a row or blank: a total or a note is an ERROR, never skipped.
    """
    draft = Draft(name, text, sha256, column_map.custodian, _file_kind(column_map), "column map")
    fault = map_fault(draft.shown, column_map) or _missing_columns(draft.shown, text, column_map)
    if fault:
        return refused(name, sha256, text, fault, column_map.custodian, "column map")
    draft.as_of = column_map.as_of
    _read_rows(draft, column_map, _layout(column_map), ROW_READERS[column_map.kind])
    if column_map.kind == "prices" and draft.as_of is None:
        draft.as_of = max((price.as_of for price in draft.prices), default=None)
    draft.positions = [replace(position, price_as_of=draft.as_of) for position in draft.positions]
    draft.no_total("a row")
    return draft.finish()


def map_fault(file: str, column_map: ColumnMap) -> Problem | None:
    """What is wrong with the map itself: its kind, or fields it lacks or that do not exist."""
    kind = column_map.kind
    source = Source(file)
    if kind not in COLUMN_MAP_KINDS:
        allowed = ", ".join(COLUMN_MAP_KINDS)
        return error(
            "column-map-kind", f'a [[csv]] entry of kind "{kind}" is none of {allowed}', "choose one", source
        )
    lacking = [field for field in REQUIRED_FIELDS[kind] if field not in column_map.columns]
    strange = sorted(set(column_map.columns) - {*REQUIRED_FIELDS[kind], *OPTIONAL_FIELDS[kind]})
    if not lacking and not strange:
        return None
    parts = [f"lacks {', '.join(lacking)}"] if lacking else []
    parts += [f"has unknown fields {', '.join(strange)}"] if strange else []
    known = ", ".join((*REQUIRED_FIELDS[kind], *OPTIONAL_FIELDS[kind]))
    message = f"the [[csv]] entry for {kind} {' and '.join(parts)}"
    return error("column-map-fields", message, f"its fields are {known}", source)


def _file_kind(column_map: ColumnMap) -> FileKind:
    return _FILE_KINDS.get(column_map.kind, FileKind.UNKNOWN)


def _layout(column_map: ColumnMap) -> Layout:
    fields: Mapping[str, Sequence[str]] = {
        field: (folded(name),) for field, name in column_map.columns.items()
    }
    return Layout(fields, frozenset(fields))


def _missing_columns(file: str, text: str, column_map: ColumnMap) -> Problem | None:
    """The columns that no line near the top has, told by the line that comes nearest."""
    best: list[str] = sorted(column_map.columns.values())
    for record in first_records(text):
        there = {folded(cell) for cell in record.cells}
        missing = sorted(name for name in column_map.columns.values() if folded(name) not in there)
        best = min(best, missing, key=len)
    if not best:
        return None
    names = ", ".join(f'"{name}"' for name in best)
    remedy = "correct the names in the [[csv]] entry, or its pattern if the file is not meant"
    return error("column-missing", f"no header with the columns {names}", remedy, Source(file))


def _read_rows(
    draft: Draft, column_map: ColumnMap, layout: Layout, read_row: Callable[[MappedRow], None]
) -> None:
    columns: Columns | None = None
    for record in draft.records:
        if record.is_blank:
            draft.use(record, LineKind.BLANK)
        elif columns is None:
            columns = layout.bind(record.cells)
            draft.use(record, LineKind.HEADER if columns else LineKind.BANNER)
            if columns:
                draft.note_twice(record, columns)
        else:
            read_row(MappedRow(Row(draft, record, columns), column_map))
