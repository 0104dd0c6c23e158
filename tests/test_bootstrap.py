"""Folders on disk become households; every bad input has its named answer, and all are told in one run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from trimtab import bootstrap
from trimtab.core.problems import BadInputError, Problem
from trimtab.services.household import LoadResult

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
RIVERA = EXAMPLES / "rivera"
STARTER = EXAMPLES / "starter"
POSITIONS = "Joint_Tenant-Positions-2026-11-20-163212.csv"
VTI_LOTS = "Lot-Details-VTI-2026-11-20.csv"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(8))
    + "]><FlexQueryResponse>&i;</FlexQueryResponse>"
)


@dataclass(frozen=True)
class Home:
    """A copy of the sample household that a test may spoil."""

    path: Path

    def change(self, name: str, old: str, new: str) -> None:
        file = self.path.parent / name
        text = file.read_bytes().decode()
        assert old in text
        file.write_bytes(text.replace(old, new, 1).encode())

    def export(self, name: str) -> Path:
        return self.path.parent / "exports" / name

    def load(self) -> LoadResult:
        return bootstrap.load_household(self.path)

    def errors(self) -> list[Problem]:
        result = self.load()
        assert (result.household is None) == any(p.severity == "error" for p in result.problems)
        return [p for p in result.problems if p.severity == "error"]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    shutil.copytree(RIVERA, tmp_path / "rivera")
    return Home(tmp_path / "rivera" / "household.toml")


def test_the_sample_household_loads(home: Home) -> None:
    result = home.load()
    household, policy = result.checked()
    assert [a.account_id for a in household.accounts] == [
        "ana-hsa",
        "ana-ira",
        "ben-401k",
        "ben-roth",
        "ben-sdira",
        "joint",
    ]
    assert sum(policy.target.values()) == 1
    assert all(sum(file.lines.values()) == file.line_count for file in result.parsed)
    assert len(result.parsed) == 12


def test_loading_twice_and_from_renamed_files_gives_the_same_household(home: Home) -> None:
    first = home.load()
    assert home.load() == first
    exports = home.path.parent / "exports"
    (exports / POSITIONS).rename(exports / "zz.csv")
    (exports / "Accounts_History.csv").rename(exports / "0.csv")
    again = home.load()
    assert again.household is not None
    assert first.household is not None
    assert [a.positions for a in again.household.accounts[:5]] == [
        a.positions for a in first.household.accounts[:5]
    ]
    assert [a.cash_usd for a in again.household.accounts] == [a.cash_usd for a in first.household.accounts]


def spoil_target(home: Home) -> None:
    home.change("household.toml", '"bonds" = 26', '"bonds" = 25')


def spoil_account(home: Home) -> None:
    home.change("household.toml", 'number = "6602"', 'number = "6603"')


def spoil_number(home: Home) -> None:
    home.change("household.toml", 'number = "6602"', 'number = "3377"')


def spoil_price(home: Home) -> None:
    home.change("household.toml", "as_of = 2026-11-20\nexports", "as_of = 2026-11-27\nexports")


def spoil_lots(home: Home) -> None:
    home.export(VTI_LOTS).unlink()
    vxus, vti = home.export("Lot-Details-VXUS-2026-11-20.csv"), home.export(VTI_LOTS)
    vti.write_bytes(vxus.read_bytes().replace(b"VXUS", b"VTI"))


def spoil_file(home: Home) -> None:
    data = home.export(POSITIONS).read_bytes()
    home.export(POSITIONS).write_bytes(data[: len(data) * 2 // 3])


def spoil_nan(home: Home) -> None:
    lines = home.export(VTI_LOTS).read_text().splitlines()
    cells = lines[3].split('","')
    cells[1] = "NaN"
    lines[3] = '","'.join(cells)
    home.export(VTI_LOTS).write_text("\n".join(lines) + "\n")


def spoil_size(home: Home) -> None:
    home.export("huge.csv").write_bytes(b"Symbol,Quantity\n" + b"VTI,1\n" * 8_400_000)


def spoil_xml(home: Home) -> None:
    home.export("bomb.xml").write_text(BOMB)


def spoil_missing(home: Home) -> None:
    home.export("OfxDownload-Brightwater-401k.qfx").unlink()


BAD_INPUTS: list[tuple[Callable[[Home], None], str, str, bool]] = [
    (spoil_target, "target-sum", "household.toml", True),
    (spoil_account, "account-unknown", "Portfolio_Positions_Nov-20-2026.csv", True),
    (spoil_number, "account-number-twice", "household.toml", True),
    (spoil_price, "price-stale", POSITIONS, True),
    (spoil_lots, "lot-sum", VTI_LOTS, True),
    (spoil_missing, "account-no-data", "household.toml", True),
    (spoil_nan, "number", VTI_LOTS, True),
    (spoil_size, "file-too-large", "huge.csv", False),
    (spoil_xml, "xml", "bomb.xml", True),
    (spoil_file, "", POSITIONS, False),
]


@pytest.mark.parametrize(
    ("spoil", "code", "file", "has_line"), BAD_INPUTS, ids=lambda v: getattr(v, "__name__", "")
)
def test_each_bad_input_has_its_named_answer(
    home: Home, spoil: Callable[[Home], None], code: str, file: str, has_line: bool
) -> None:
    spoil(home)
    told = [p for p in home.errors() if p.source is not None and p.source.file == file and code in p.code]
    assert told, "\n".join(map(str, home.load().problems))
    assert all(p.remedy for p in told)
    assert not has_line or all(p.source is not None and p.source.line is not None for p in told)


def test_all_bad_inputs_are_found_in_one_run(home: Home) -> None:
    for spoil, _, _, _ in BAD_INPUTS:
        if spoil not in {spoil_file, spoil_size, spoil_nan, spoil_account}:
            spoil(home)
    home.export("nan.csv").write_text("Symbol,Price,As of\nVTI,NaN,2026-11-20\n")
    codes = {p.code for p in home.errors()}
    for _, code, _, _ in BAD_INPUTS:
        if code in {"target-sum", "account-number-twice", "price-stale", "lot-sum", "account-no-data"}:
            assert code in codes
    assert any("xml" in code for code in codes)
    assert any(p.source is not None and p.source.file == "nan.csv" for p in home.errors())


def test_the_same_file_twice_is_noted_and_changes_nothing(home: Home) -> None:
    before = home.load().household
    shutil.copy(home.export(POSITIONS), home.export("zz copy.csv"))
    result = home.load()
    assert result.household == before
    [told] = [p for p in result.problems if p.code == "file-twice"]
    assert told.source is not None
    assert told.source.file == "zz copy.csv"


def test_a_file_cut_at_any_line_is_refused_or_loses_nothing(home: Home) -> None:
    whole = home.load().household
    data = home.export(POSITIONS).read_bytes()
    for end in [i for i, byte in enumerate(data) if byte == 10][::3] + list(range(0, len(data) - 2, 211)):
        home.export(POSITIONS).write_bytes(data[:end])
        result = home.load()
        assert result.household is None or result.household == whole, f"cut at byte {end}"


def test_faults_of_the_household_file_do_not_hide_those_of_the_exports(home: Home) -> None:
    spoil_lots(home)
    spoil_target(home)
    home.change("household.toml", 'kind = "hsa"', 'kind = "hsaa"')
    home.change("household.toml", "menu =", "menus =")
    assert {p.code for p in home.errors()} == {
        "household-value",
        "household-key-unknown",
        "lot-sum",
        "target-sum",
    }


@pytest.mark.parametrize("text", ["", "format = 1\n[", "\xff"])
def test_an_unreadable_household_file_still_has_its_exports_looked_at(home: Home, text: str) -> None:
    home.path.write_bytes(text.encode("latin-1"))
    assert all(p.source is not None and p.source.file == "household.toml" for p in home.errors())


def test_a_missing_household_file_and_folder_are_named(home: Home) -> None:
    shutil.rmtree(home.path.parent / "exports")
    assert "exports-missing" in {p.code for p in home.errors()}
    home.path.unlink()
    [told] = home.errors()
    assert told.code == "household-missing"
    with pytest.raises(BadInputError, match="trimtab init"):
        home.load().checked()


def test_a_household_typed_by_hand_needs_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "household.toml"
    path.write_text(
        "format = 1\nname = 'x'\n[tax]\nfiling_status = 'single'\nyear = 2026\nrate_ordinary_pct = 24\n"
        "rate_long_term_pct = 15\n[target.weights]\n'stocks.us' = 100\n"
        "[[accounts]]\nid = 'own'\nkind = 'roth_ira'\ncash_usd = 10\nas_of = 2026-11-20\n"
        "holdings = [{ symbol = 'VTI', quantity = 2, price_usd = 300.5 }]\n"
    )
    household, policy = bootstrap.load_household(path).checked()
    assert household.price_usd("VTI") == Decimal("300.5")
    assert policy.buys == {"stocks.us": ("VTI",)}


def test_folders_among_the_exports_are_not_passed_over_in_silence(home: Home) -> None:
    home.export("2025").mkdir()
    [told] = [p for p in home.load().problems if p.code == "subfolder-skipped"]
    assert "2025" in told.message


def test_import_stores_good_files_once(home: Home, tmp_path: Path) -> None:
    new = tmp_path / "lots.csv"
    shutil.move(home.export(VTI_LOTS), new)
    dry = bootstrap.import_files(home.path, [new], dry_run=True)
    assert [one.outcome for one in dry.stored] == ["would-store"]
    assert not home.export("lots.csv").exists()
    result = bootstrap.import_files(home.path, [new])
    assert not result.is_refused
    assert [(one.stored_as, one.outcome) for one in result.stored] == [("lots.csv", "stored")]
    assert home.export("lots.csv").read_bytes() == new.read_bytes()
    again = bootstrap.import_files(home.path, [new])
    assert [one.outcome for one in again.stored] == ["same"]
    new.write_bytes(new.read_bytes() + b"\n")
    assert bootstrap.import_files(home.path, [new]).stored[0].stored_as == "lots-2.csv"


def test_import_stores_nothing_with_a_bad_file(home: Home, tmp_path: Path) -> None:
    before = sorted(p.name for p in home.export(".").iterdir())
    bad, good = tmp_path / "bomb.xml", tmp_path / "good.csv"
    bad.write_text(BOMB)
    shutil.copy(home.export(VTI_LOTS), good)
    result = bootstrap.import_files(home.path, [good, bad, tmp_path / "nowhere.csv"])
    assert result.is_refused
    assert result.stored == ()
    assert {"file-unreadable"} < {p.code for p in result.problems if p.severity == "error"}
    assert sorted(p.name for p in home.export(".").iterdir()) == before


def test_init_writes_a_file_that_asks_only_for_what_no_export_knows(tmp_path: Path) -> None:
    folder = tmp_path / "downloads"
    shutil.copytree(STARTER, folder)
    result = bootstrap.init_folder(folder)
    assert result.written == ("household.toml", "household.schema.json")
    assert all(sum(file.lines.values()) == file.line_count for file in result.parsed)
    loaded = bootstrap.load_household(folder / "household.toml")
    asked = [p for p in loaded.problems if p.code == "fill-in"]
    assert [p.source.column for p in asked if p.source] == [
        "tax.filing_status",
        "accounts[2].kind",
        "accounts[2].as_of",
    ]
    text = (folder / "household.toml").read_text()
    text = text.replace('filing_status = "FILL-IN"', 'filing_status = "single"')
    text = text.replace('kind = "FILL-IN"', 'kind = "taxable"').replace(
        'as_of = "FILL-IN"', "as_of = 2026-11-20"
    )
    (folder / "household.toml").write_text(text)
    loaded = bootstrap.load_household(folder / "household.toml")
    household, _ = loaded.checked()
    assert len(household.accounts) == 2


def test_init_keeps_an_existing_file_unless_forced(tmp_path: Path) -> None:
    shutil.copy(STARTER / "Portfolio_Positions_Nov-20-2026.csv", tmp_path)
    (tmp_path / "household.toml").write_text("mine")
    result = bootstrap.init_folder(tmp_path)
    assert result.written == ()
    assert [p.code for p in result.problems if p.severity == "error"] == ["household-exists"]
    assert (tmp_path / "household.toml").read_text() == "mine"
    assert bootstrap.init_folder(tmp_path, force=True).written
    assert (tmp_path / "household.toml").read_text() != "mine"


def test_init_of_no_folder_is_named(tmp_path: Path) -> None:
    [told] = bootstrap.init_folder(tmp_path / "none").problems
    assert told.code == "folder-missing"
