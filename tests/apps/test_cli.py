"""Every command, on the sample household: what it prints, what it writes, and its exit code."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from trimtab import __version__
from trimtab.apps import cli
from trimtab.apps.exit_codes import ExitCode
from trimtab.core.plan import Check

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RIVERA = EXAMPLES / "rivera" / "household.toml"
COMMANDS = (
    "init", "import", "drift", "plan", "schema", "targets",
    "tax", "rmd", "gains", "lots", "wash", "8949", "reconcile", "report",
)  # fmt: skip
DONE, WRONG, REFUSED, NO_PLAN = (
    ExitCode.DONE,
    ExitCode.WRONG_USAGE,
    ExitCode.INPUT_REFUSED,
    ExitCode.NO_PLAN,
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments], prog_name="trimtab")


@pytest.fixture
def rivera(tmp_path: Path) -> Path:
    """A copy of the sample that a test may change."""
    shutil.copytree(RIVERA.parent, tmp_path / "rivera")
    return tmp_path / "rivera" / "household.toml"


def changed(household: Path, old: str, new: str) -> Path:
    text = household.read_text(encoding="utf-8")
    assert old in text
    household.write_text(text.replace(old, new), encoding="utf-8")
    return household


def validated(text: str, name: str) -> dict[str, Any]:
    """The JSON a command printed, checked against the schema that `trimtab schema` publishes."""
    schema = json.loads(run("schema", name).stdout)
    value: dict[str, Any] = json.loads(text)
    jsonschema.Draft202012Validator(schema).validate(value)
    return value


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == DONE
    assert f"Example: trimtab {command}" in result.stdout


def test_help_lists_all_commands_and_where_to_start() -> None:
    text = run("--help").stdout
    assert all(f"\n  {command} " in text for command in COMMANDS)
    assert "trimtab init FOLDER" in text
    assert "Not investment or tax advice" in " ".join(text.split())


def test_no_command_shows_help_and_version_is_told() -> None:
    assert "Commands:" in run().output
    assert run("--version").stdout == f"trimtab {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("plan",),
        ("plan", RIVERA, "--how-far", "moon"),
        ("plan", RIVERA, "--nope"),
        ("schema", "nope"),
    ],
)
def test_wrong_usage(arguments: tuple[object, ...]) -> None:
    assert run(*arguments).exit_code == WRONG


def test_plan_prints_trades_and_ends_well() -> None:
    result = run("plan", RIVERA, "--width", 120)
    assert result.exit_code == DONE
    assert "SELL" in result.stdout
    assert "BUY" in result.stdout
    assert all(len(line) <= 120 for line in result.stdout.splitlines())


def test_plan_full_adds_checks() -> None:
    short, full = run("plan", RIVERA).stdout, run("plan", RIVERA, "--full").stdout
    assert "I12" in full
    assert "I12" not in short


def test_plan_json_keeps_its_schema_and_stdout_is_json_alone(tmp_path: Path) -> None:
    page, trades = tmp_path / "plan.html", tmp_path / "trades.csv"
    result = run("plan", RIVERA, "--json", "--html", page, "--csv", trades)
    plan = validated(result.stdout, "plan")
    assert plan["trades"]
    assert str(page) in result.stderr
    assert str(trades) in result.stderr


def test_plan_writes_page_and_csv(tmp_path: Path) -> None:
    page, trades = tmp_path / "plan.html", tmp_path / "trades.csv"
    result = run("plan", RIVERA, "--html", page, "--csv", trades)
    assert f"Report: {page}" in result.stdout
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    rows = list(csv.reader(io.StringIO(trades.read_text(encoding="utf-8-sig"), newline="")))
    told = validated(run("plan", RIVERA, "--json").stdout, "plan")["trades"]
    assert len(rows) > len(told)
    assert {len(row) for row in rows} == {len(rows[0])}


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    page = tmp_path / "no such folder" / "plan.html"
    result = run("plan", RIVERA, "--html", page)
    assert result.exit_code == WRONG
    assert f"{page}: there is no folder {page.parent}" in result.stderr


def test_how_far_stands_in_for_the_policys() -> None:
    def left(*options: str) -> float:
        return float(json.loads(run("plan", RIVERA, "--json", *options).stdout)["after"]["half_sum"])

    assert left() == left("--how-far", "target") < left("--how-far", "band_edge")


@pytest.mark.parametrize("ticker", ["vti", "RENTAL-ELM-ST"])
def test_explain_tells_of_one_ticker(ticker: str) -> None:
    result = run("plan", RIVERA, "--explain", ticker)
    assert result.exit_code == DONE
    assert ticker.upper() in result.stdout


def test_explain_of_a_ticker_nobody_knows() -> None:
    result = run("plan", RIVERA, "--explain", "NOPE")
    assert result.exit_code == WRONG
    assert "NOPE: not held" in result.stderr


def test_drift_as_text_and_json() -> None:
    assert "US stocks" in run("drift", RIVERA).stdout
    drift = validated(run("drift", RIVERA, "--json").stdout, "drift")
    assert {row["class"] for row in drift["drift"]["classes"]} == {
        "bonds",
        "cash",
        "real_estate",
        "stocks.intl",
        "stocks.us",
    }


@pytest.mark.parametrize("command", ["plan", "drift", "import"])
@pytest.mark.parametrize("as_json", [False, True])
def test_a_missing_household_file_is_refused_with_its_remedy(command: str, as_json: bool) -> None:
    result = run(command, "nowhere/household.toml", *(["--json"] if as_json else []))
    assert result.exit_code == REFUSED
    assert "household-missing" in result.output
    assert "trimtab init" in result.output
    if as_json:
        validated(result.stdout, "import")


def test_bad_input_names_all_at_once(rivera: Path) -> None:
    changed(rivera, '"stocks.us" = 42', '"stocks.us" = 41')
    changed(rivera, 'filing_status = "married_joint"', 'filing_status = "maried"')
    changed(rivera, 'account = "joint"\n', 'account = "jiont"\n')
    result = run("plan", rivera, "--json")
    assert result.exit_code == REFUSED
    problems = validated(result.stdout, "import")["problems"]
    errors = [problem for problem in problems if problem["severity"] == "error"]
    assert len(errors) >= 3
    assert all(problem["source"]["line"] and problem["remedy"] for problem in errors)


def test_nothing_to_do_is_done(rivera: Path) -> None:
    """Bands wide enough, no flow, no cash, and losses not to be taken by themselves: no trades, exit code 0."""
    changed(
        rivera, 'rule = "5/25"\n[bands.own_points]\n"bonds" = 3', 'rule = "absolute"\nabsolute_points = 50'
    )
    changed(rivera, "[policy]\n", "[policy]\ncash_band_points = 50\nharvest = false\n")
    changed(rivera, "amount_usd = 12000", "amount_usd = 0.00")
    result = run("plan", rivera, "--json")
    assert result.exit_code == DONE, result.output
    plan = validated(result.stdout, "plan")
    assert (plan["trades"], plan["method"]) == ([], "none")


def test_no_plan_that_holds_is_exit_code_four(monkeypatch: pytest.MonkeyPatch) -> None:
    from trimtab.rebalance import journey

    monkeypatch.setattr(journey, "verify", lambda *_: (Check("I1", False, "it does not add up"),))
    result = run("plan", RIVERA, "--json")
    assert result.exit_code == NO_PLAN
    plan = validated(result.stdout, "plan")
    assert plan["trades"] == []
    assert "it does not add up" in plan["reason"]


def test_import_reports_each_file_and_stores_nothing_without_files(rivera: Path) -> None:
    before = sorted(path.name for path in (rivera.parent / "exports").iterdir())
    result = run("import", rivera, "--json")
    assert result.exit_code == DONE
    told = validated(result.stdout, "import")
    assert len(told["files"]) == len(before)
    assert sorted(path.name for path in (rivera.parent / "exports").iterdir()) == before
    assert run("import", rivera).exit_code == DONE


def test_import_adds_a_file_once_and_a_dry_run_adds_none(rivera: Path, tmp_path: Path) -> None:
    exports = rivera.parent / "exports"
    history = exports / "Accounts_History.csv"
    new = tmp_path / "Accounts_History.csv"
    shutil.move(history, new)
    assert run("import", rivera, new, "--dry-run").exit_code == DONE
    assert not history.exists()
    assert run("import", rivera, new).exit_code == DONE
    assert history.read_bytes() == new.read_bytes()
    names = sorted(path.name for path in exports.iterdir())
    assert run("import", rivera, new).exit_code == DONE
    assert sorted(path.name for path in exports.iterdir()) == names


def test_import_of_a_broken_file_stores_nothing(rivera: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ofx"
    broken.write_text("OFXHEADER:100\n<OFX><INVSTMTMSGSRSV1>", encoding="utf-8")
    names = sorted(path.name for path in (rivera.parent / "exports").iterdir())
    result = run("import", rivera, broken, "--json")
    assert result.exit_code == REFUSED
    assert validated(result.stdout, "import")["problems"] or result.stdout
    assert sorted(path.name for path in (rivera.parent / "exports").iterdir()) == names


def test_init_writes_a_household_and_keeps_one_that_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "starter"
    shutil.copytree(EXAMPLES / "starter", folder)
    first = run("init", folder)
    assert first.exit_code == DONE
    assert f"then run: trimtab drift {folder / 'household.toml'}" in first.stdout
    written = (folder / "household.toml").read_bytes()
    again = run("init", folder)
    assert again.exit_code == REFUSED
    assert "household-exists" in again.output
    assert (folder / "household.toml").read_bytes() == written
    assert run("init", folder, "--force").exit_code == DONE
    assert (folder / "household.toml").read_bytes() == written


def test_init_without_a_folder(tmp_path: Path) -> None:
    result = run("init", tmp_path / "nowhere")
    assert result.exit_code == REFUSED
    assert "folder-missing" in result.output


@pytest.mark.parametrize("name", ["household", "plan", "drift", "import"])
def test_published_schemas_are_schemas(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(run("schema", name).stdout))


def test_targets_are_listed_with_their_source() -> None:
    text = run("targets", "--width", 100).stdout
    assert "three-fund: Three-fund portfolio\n" in text
    lines = [line.rstrip() for line in text.splitlines()]
    assert "    stocks.us 36%, stocks.intl 24%, bonds 40%. It takes age, stock_pct, intl_pct" in lines
    assert any("(at age 50: state yours)" in line for line in lines)
    assert all(line.startswith("    ") for line in lines if ": " not in line)


def test_the_list_of_commands_tells_each_to_its_end() -> None:
    assert "..." not in run("--help").stdout.partition("Commands:")[2]


def test_module_runs_like_the_command() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "trimtab", "--version"], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout == f"trimtab {__version__}\n"


def test_a_disk_that_refuses_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuses(**_: object) -> None:
        raise PermissionError(13, "Permission denied", "exports")

    monkeypatch.setattr(cli, "app", refuses)
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code != DONE
    assert "exports: Permission denied" in capsys.readouterr().err


def test_what_only_follows_from_a_refused_value_is_not_told_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "starter"
    shutil.copytree(EXAMPLES / "starter", folder)
    run("init", folder)
    path = folder / "household.toml"
    asked = run("drift", path)
    assert asked.output.count("(fill-in)") == 3
    assert "date-missing" not in asked.output
    text = path.read_text(encoding="utf-8").replace('preset = "three-fund"', 'preset = "tree-fund"')
    path.write_text(text.replace('as_of = "FILL-IN"', "# no day"), encoding="utf-8")
    wrong = run("drift", path).output
    assert "target-unknown" in wrong
    assert "date-missing" in wrong
    assert "class-no-target" not in wrong
    assert "target-sum" not in wrong
