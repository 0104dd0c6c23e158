"""`trimtab plan --mode`: what is asked is answered and shown; a question that makes no sense is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trimtab.apps.cli import app
from trimtab.apps.exit_codes import ExitCode

RIVERA = str(Path(__file__).resolve().parents[2] / "examples" / "rivera" / "household.toml")


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["plan", RIVERA, *words])
    return result.exit_code, result.stdout, result.stderr


def test_the_question_stands_in_the_answer() -> None:
    code, out, _ = run("--mode", "class", "--class", "bonds", "--json")
    shown = json.loads(out)
    assert code == ExitCode.DONE
    assert shown["ask"] == {"mode": "class", "class": "bonds", "account": None, "amount_usd": None}
    assert shown["reason"] == "bonds alone is asked for, against cash"
    assert all(check["holds"] for check in shown["checks"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--mode", "class"), "--mode class needs a class"),
        (("--mode", "liquidate", "--account", "nobody"), "there is no account nobody"),
        (("--mode", "harvest", "--amount", "much"), "--amount much is no amount"),
        (("--class", "bonds"), "--class bonds says nothing here"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(words: tuple[str, ...], message: str) -> None:
    code, out, err = run(*words)
    assert code == ExitCode.INPUT_REFUSED
    assert message in err
    assert not out


def test_and_in_json_the_problem_is_data() -> None:
    code, out, _ = run("--mode", "liquidate", "--json")
    assert code == ExitCode.INPUT_REFUSED
    assert json.loads(out)["problems"][0]["code"] == "ask-account"


def test_a_mode_that_does_not_exist_is_wrong_usage() -> None:
    assert run("--mode", "everything")[0] == ExitCode.WRONG_USAGE


def test_an_amount_in_hand_after_tax() -> None:
    code, out, _ = run("--mode", "withdraw", "--amount", "40000", "--json")
    shown = json.loads(out)
    told = shown["withdrawal"]
    assert code == ExitCode.DONE
    assert float(told["in_hand_usd"]) >= 40_000
    assert [payout["account"] for payout in told["payouts"]] == ["joint"]
    assert all(check["holds"] for check in shown["checks"])


def test_a_withdrawal_stands_between_the_bill_without_it_and_with_it() -> None:
    _, out, _ = run("--json")
    bill = json.loads(out)["bill_before_usd"]
    _, out, _ = run("--mode", "withdraw", "--amount", "50000", "--account", "ana-ira", "--json")
    shown = json.loads(out)
    told = shown["withdrawal"]
    early = sum(Decimal(payout["early_tax_usd"]) for payout in told["payouts"])
    assert shown["bill_before_usd"] == bill
    assert Decimal(shown["bill_after_usd"]) - Decimal(bill) + early == Decimal(told["tax_usd"])
    alone = next(twin for twin in shown["twins"] if twin["way"] == "alone")
    assert Decimal(alone["unpaid_usd"]) == 0


def test_an_account_of_frozen_things_cannot_be_emptied_and_it_says_why() -> None:
    code, out, _ = run("--mode", "liquidate", "--account", "ben-sdira", "--width", "120")
    assert code == ExitCode.DONE
    assert "Nothing in Ben's self-directed IRA can be sold today: RENTAL-ELM-ST is never traded" in out
    assert "asked for; but" not in out
