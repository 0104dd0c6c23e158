"""What `plan` writes beside its answer: never over its own input, never half, and a failing disk has a name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trimtab.apps import cli, common
from trimtab.apps.exit_codes import ExitCode

HOUSEHOLD = """\
format = 1
name = "Small"
as_of = 2026-11-20
[tax]
filing_status = "single"
year = 2026
rate_ordinary_pct = 24
rate_long_term_pct = 15
[target.weights]
"stocks.us" = 100
[[accounts]]
id = "roth"
kind = "roth_ira"
cash_usd = 5000
as_of = 2026-11-20
[[accounts.holdings]]
symbol = "VTI"
quantity = 10
price_usd = 300
as_of = 2026-11-20
"""
PRICES = "symbol,price,as_of\nVTI,300,2026-11-20\n"


@pytest.fixture
def household(tmp_path: Path) -> Path:
    """A household file beside one export, in one folder as `init` arranges them."""
    (tmp_path / "prices.csv").write_text(PRICES)
    path = tmp_path / "household.toml"
    path.write_text(
        HOUSEHOLD.replace("as_of = 2026-11-20\n[tax]", 'as_of = 2026-11-20\nexports = "."\n[tax]')
    )
    return path


def run(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(cli.app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


@pytest.mark.parametrize("option", ["--html", "--csv"])
@pytest.mark.parametrize("name", ["household.toml", "prices.csv", "link.csv"])
def test_an_input_is_never_replaced(household: Path, option: str, name: str) -> None:
    (household.parent / "link.csv").symlink_to("prices.csv")
    before = (household.parent / name).read_bytes()
    code, words = run("plan", household, option, household.parent / name)
    assert code == ExitCode.WRONG_USAGE
    assert name in words
    assert "is kept" in words
    assert (household.parent / name).read_bytes() == before


def test_a_folder_a_missing_folder_and_one_file_for_both_are_wrong_usage(household: Path) -> None:
    folder = household.parent
    code, words = run("plan", household, "--csv", folder)
    assert (code, words) == (
        ExitCode.WRONG_USAGE,
        f"{folder} cannot be written: it is a folder; name a file in it\n",
    )
    missing = folder / "nowhere" / "plan.html"
    code, words = run("plan", household, "--html", missing)
    assert (code, words) == (ExitCode.WRONG_USAGE, f"{missing}: there is no folder {missing.parent}\n")
    code, words = run("plan", household, "--html", folder / "one", "--csv", folder / "one")
    assert (code, words) == (ExitCode.WRONG_USAGE, "two outputs go into one file: name two\n")


def test_a_trade_list_beside_the_exports_is_replaced_and_not_read(household: Path) -> None:
    trades = household.parent / "trades.csv"
    assert run("plan", household, "--csv", trades)[0] == ExitCode.DONE
    first = trades.read_bytes()
    assert run("plan", household, "--csv", trades)[0] == ExitCode.DONE
    assert trades.read_bytes() == first
    assert run("import", household, trades, "--dry-run")[0] == ExitCode.INPUT_REFUSED


def test_a_device_is_written_to_and_stays(household: Path) -> None:
    pipe = household.parent / "elsewhere" / "pipe"
    pipe.parent.mkdir()
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run("plan", household, "--csv", pipe)[0] == ExitCode.DONE
        assert os.read(reader, 1 << 16).startswith(b"batch_id,order_id")
        assert pipe.is_fifo()
    finally:
        os.close(reader)


def refuse(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_is_named_and_leaves_nothing(household: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = household.parent / "page.html"
    monkeypatch.setattr(os, "fsync", refuse)
    code, words = run("plan", household, "--html", page)
    assert (code, words) == (
        ExitCode.OUTPUT_FAILED,
        f"{page} cannot be written: No space left on device\n",
    )
    assert sorted(os.listdir(household.parent)) == ["household.toml", "prices.csv"]


def test_an_output_that_cannot_take_the_answer_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "write", refuse)
    monkeypatch.setattr(sys, "argv", ["trimtab", "schema", "plan"])
    monkeypatch.setattr(sys, "stdout", sys.stdout)  # put back after main has closed it
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == ExitCode.OUTPUT_FAILED
    assert "No space left on device; check the disk" in capsys.readouterr().err


def test_text_for_programs_goes_nowhere_where_the_output_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    common.write("{}")


@pytest.mark.parametrize("width", ["0", "-5", "19", "1000000000"])
def test_a_width_nobody_has_is_wrong_usage(household: Path, width: str) -> None:
    assert run("drift", household, "--width", width)[0] == ExitCode.WRONG_USAGE


def test_a_link_in_a_ring_among_the_exports_is_told(household: Path) -> None:
    (household.parent / "ring.csv").symlink_to("ring.csv")
    code, words = run("plan", household, "--csv", household.parent / "trades.csv")
    assert code == ExitCode.INPUT_REFUSED
    assert "ring.csv" in words


def test_files_are_there_even_where_nobody_reads_the_answer_to_its_end(
    household: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    command = [sys.executable, "-m", "trimtab", "plan", str(household), "--html", str(page)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        running.stdout.close()
        running.wait(timeout=60)
    assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
