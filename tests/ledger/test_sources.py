"""Which file speaks for an account, and of which day it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.ledger.builders import CATALOGUE, DAY, account, cash, export, lot, position, spec
from trimtab.core.problems import Problem, Source, error, note
from trimtab.core.statement import FileKind, ParsedFile
from trimtab.ledger.matching import match_accounts
from trimtab.ledger.sources import Statement, choose_statement, file_day, statements_of, usable_files
from trimtab.ledger.symbols import build_symbols

EARLIER = date(2026, 11, 19)
MADE = spec(account(), account("ira", "77123"))
SYMBOLS = build_symbols(MADE, CATALOGUE)


def statements(*files: ParsedFile) -> tuple[list[Statement], list[Problem]]:
    return statements_of(MADE.accounts[0], files, match_accounts(files, MADE.accounts))


def chosen(*files: ParsedFile) -> tuple[str, list[Problem]]:
    found, problems = choose_statement(MADE.accounts[0], statements(*files)[0], SYMBOLS)
    assert found is not None
    return found.file.name, problems


def test_a_content_counts_once_and_a_file_with_errors_not_at_all() -> None:
    wrong = replace(export(name="c.csv"), problems=(error("bad", "bad"),))
    warned = replace(export(name="d.csv"), problems=(note("odd", "odd"),))
    again = export(name="b.csv", sha="sha of a.csv")
    files, problems = usable_files([warned, wrong, again, export(name="a.csv")])
    assert [file.name for file in files] == ["a.csv", "d.csv"]
    assert problems == [
        note("odd", "odd"),
        error("bad", "bad"),
        note(
            "file-twice",
            "the same content as a.csv; counted once",
            "one of the two may be deleted",
            Source("b.csv"),
        ),
    ]


def test_the_same_bytes_told_to_be_of_two_accounts_are_two_files() -> None:
    mine = export(position("VTI", "1"), name="ann.csv", sha="same")
    theirs = export(position("VTI", "1", ref="77123"), name="bob.csv", sha="same", numbers=("77123",))
    again = export(position("VTI", "1", ref="77123"), name="bob (1).csv", sha="same", numbers=("77123",))
    files, problems = usable_files([theirs, again, mine])
    assert [file.name for file in files] == ["ann.csv", "bob (1).csv"]
    assert [(p.code, p.message, p.source) for p in problems] == [
        ("file-twice", "the same content as bob (1).csv; counted once", Source("bob.csv"))
    ]
    assert files[0].sha256 == "same"
    assert files[1].sha256 not in {"same", ""}
    unnamed = [replace(export(name=name, sha="same"), accounts=()) for name in ("b.csv", "a.csv")]
    assert [file.name for file in usable_files(unnamed)[0]] == ["a.csv"]


def test_the_same_bytes_whose_names_tell_two_accounts_are_two_files() -> None:
    accounts = (
        account("ann", number="", files=("*ann.csv",)),
        account("bob", number="", files=("*bob.csv",)),
    )
    named = [
        export(position("VTI", "1", ref=""), name=f"{who}.csv", sha="same", numbers=("",))
        for who in ("ann", "bob")
    ]
    files, problems = usable_files(named, accounts)
    assert ([file.name for file in files], problems) == (["ann.csv", "bob.csv"], [])
    assert match_accounts(files, accounts).account_of(files[1], "") == "bob"
    twice, problems = usable_files([named[0], replace(named[0], name="old ann.csv")], accounts)
    assert ([file.name for file in twice], [p.code for p in problems]) == (["ann.csv"], ["file-twice"])


def test_the_day_of_a_file_is_its_own_or_of_its_newest_price_or_the_accounts() -> None:
    rows = [replace(position("VTI", "1"), price_as_of=day) for day in (EARLIER, DAY, None)]
    typed = account(as_of=date(2026, 1, 1))
    assert file_day(export(*rows, as_of=date(2026, 11, 1)), typed) == date(2026, 11, 1)
    assert file_day(export(*rows, as_of=None), typed) == DAY
    assert file_day(export(rows[2], as_of=None), typed) == date(2026, 1, 1)
    assert file_day(export(rows[2], as_of=None), None) is None


def test_a_statement_has_positions_or_cash_of_the_account_or_is_of_that_kind() -> None:
    kind = FileKind.STATEMENT
    of_another = export(position("VTI", "1", ref="77123"), kind=kind, numbers=("4821", "77123"))
    assert len(statements(export(position("VTI", "1"), kind=kind))[0]) == 1
    assert len(statements(export(cash("1"), kind=kind))[0]) == 1
    assert len(statements(export(kind=FileKind.POSITIONS))[0]) == 1
    assert statements(of_another) == ([], [])
    assert statements(export(lot("VTI", "1", DAY, "1"), kind=FileKind.LOTS)) == ([], [])
    assert statements(export(position("VTI", "1", ref="77123"), numbers=("77123",))) == ([], [])


def test_a_statement_without_a_day_is_refused() -> None:
    assert statements(export(position("VTI", "1"), as_of=None)) == (
        [],
        [
            error(
                "date-missing",
                'the file does not say which day its positions of "joint" are of',
                'write as_of = YYYY-MM-DD under the account "joint" in the household file',
                Source("positions.csv"),
            )
        ],
    )


def test_the_newest_statement_counts_and_the_others_are_named() -> None:
    older = export(position("VTI", "9"), name="z.csv", as_of=EARLIER)
    name, problems = chosen(older, export(position("VTI", "1"), name="a.csv"))
    assert name == "a.csv"
    assert problems == [
        note(
            "file-superseded",
            'positions of "joint" of 2026-11-19; those of 2026-11-20 in a.csv are used',
            "",
            Source("z.csv"),
        )
    ]


def test_of_one_day_the_statement_that_tells_most_of_the_account_counts() -> None:
    plain = export(position("VTI", "4"), name="z.csv")
    priced = export(position("VTI", "2", cost="9"), position("VTI", "2", cost="9"), name="b.csv")
    with_lots = export(
        position("VTI", "4", cost="9"), lot("VTI", "2", DAY, "5"), lot("VTI", "2", DAY, "4"), name="a.csv"
    )
    assert chosen(plain, priced)[0] == "b.csv"
    assert chosen(plain, priced, with_lots)[0] == "a.csv"
    one_lot = export(position("VTI", "4"), lot("VTI", "4", DAY, "9"), name="z.csv")
    assert chosen(one_lot, priced)[0] == "b.csv"
    others = [position("BND", "1", cost="9", ref="77123"), lot("BND", "1", DAY, "9", ref="77123")]
    of_another = export(position("VTI", "4"), *others, others[1], name="c.csv", numbers=("4821", "77123"))
    assert chosen(priced, of_another)[0] == "b.csv"
    assert chosen(plain, export(position("VTI", "4"), name="y.csv"))[0] == "z.csv"


def test_two_statements_of_one_day_must_agree_on_the_accounts_shares() -> None:
    six = [position(f"S{n}", "1") for n in range(6)]
    _, [told] = chosen(export(*six, name="a.csv"), export(cash("5"), name="b.csv"))
    assert told == error(
        "positions-conflict",
        'a.csv and b.csv state account "joint" differently for 2026-11-20: '
        "S0 0 and 1, S1 0 and 1, S2 0 and 1, S3 0 and 1, S4 0 and 1",
        "keep only the later download",
        Source("a.csv"),
    )
    both = ("4821", "77123")
    one = export(
        position("VTI", "4"),
        position("BND", "1", ref="77123"),
        position("VMFXX", "3"),
        name="a.csv",
        numbers=both,
    )
    other = export(
        position("VTI", "1"),
        position("VTI", "3"),
        position("BND", "2", ref="77123"),
        name="b.csv",
        numbers=both,
    )
    assert [problem.code for problem in chosen(one, other)[1]] == ["file-superseded"]


def test_no_statement_is_none() -> None:
    assert choose_statement(MADE.accounts[0], [], SYMBOLS) == (None, [])
