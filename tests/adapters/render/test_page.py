"""The page: self-contained, inert, told in words too."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from tests.html_tree import Tree
from tests.plans import CLASS_NAMES, FULL_NUMBER, hostile_plan, sample_plan
from trimtab.adapters.render.page import content_policy, plan_page
from trimtab.adapters.render.pictures.palette import DARK, LIGHT, brightness, palette_css, slot_of
from trimtab.adapters.render.pictures.svg import element, pct, text
from trimtab.core.money import ZERO
from trimtab.core.plan import CostBreakdown, Method
from trimtab.reports.plan_report import plan_report


def sample_page() -> str:
    return plan_page(plan_report(*sample_plan(), CLASS_NAMES))


def hostile_page() -> str:
    return plan_page(plan_report(*hostile_plan(), CLASS_NAMES))


def _no_trade_page() -> str:
    household, policy, plan = sample_plan()
    nothing = CostBreakdown(ZERO, ZERO, ZERO, ZERO, ZERO, ZERO)
    empty = replace(
        plan, trades=(), method=Method.NONE, reason="every class is inside its band", after=plan.before,
        cost_before=nothing, cost_after=nothing, unmet=(), deposits=(), checks=(), problems=(), explanations=(),
    )  # fmt: skip
    return plan_page(plan_report(household, policy, empty, CLASS_NAMES))


@pytest.mark.parametrize(
    "page", [sample_page(), hostile_page(), _no_trade_page()], ids=["sample", "hostile", "none"]
)
def test_every_element_is_closed_and_nothing_runs_or_is_fetched(page: str) -> None:
    tree = Tree(page)
    assert tree.open == []
    names = {tag for tag, _ in tree.tags}
    assert not names & {"script", "img", "link", "iframe", "object", "embed", "form", "base"}
    for _, attributes in tree.tags:
        assert not {
            name for name in attributes if name.startswith("on") or name in {"style", "src", "href", "action"}
        }
    style = page.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    assert "http" not in style


def test_the_policy_allows_this_one_style_alone() -> None:
    page = sample_page()
    style = page.split("<style>")[1].split("</style>")[0]
    policies = [
        a["content"] for tag, a in Tree(page).tags if a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies == [content_policy(style)]
    assert policies[0].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policies[0]


def test_hostile_names_are_inert_and_masked() -> None:
    page = hostile_page()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "\\x1b[31m" in page
    assert FULL_NUMBER[1:] not in page


def test_the_page_says_what_to_do_in_words_first() -> None:
    text = " ".join("".join(Tree(sample_page()).text).split())
    assert text.index("Sell 4, buy 4 in 4 accounts.") < text.index("Your mix, before and after")
    for words in (
        "Costs about $615 in tax this year and $6.60 to trade.",
        "Before you trade", "Wash sale.", "55 of 2025-12-22 @ 338.20", "Or deposit $62,400 into Joint brokerage …4821",
        "12 of 12 checks hold", "not investment, tax or legal advice",
    ):  # fmt: skip
        assert words in text, words


def test_no_trade_says_why_and_asks_for_nothing() -> None:
    page = _no_trade_page()
    assert "No trade today." in page
    assert "Every class is inside its band." in page
    assert "What to type in" not in page
    assert "Before you trade" not in page


def test_a_failed_check_is_seen_at_once() -> None:
    household, policy, plan = sample_plan()
    failed = replace(plan, checks=(replace(plan.checks[0], holds=False), *plan.checks[1:]))
    page = plan_page(plan_report(household, policy, failed, CLASS_NAMES))
    assert "A check has failed" in page
    assert "<details open><summary>11 of 12 checks hold" in page


def test_every_figure_is_told_and_has_its_numbers() -> None:
    page = sample_page()
    pictures = re.findall(r"<svg[^>]*role=\"img\".*?</svg>\n", page, flags=re.DOTALL)
    assert len(pictures) == 4
    for picture in pictures:
        root = ElementTree.fromstring(picture)
        title, description = root.findall("title") + root.findall("desc")
        assert root.attrib["aria-labelledby"].split() == [title.attrib["id"], description.attrib["id"]]
        assert title.text
        assert description.text
        assert "%" in description.text or "$" in description.text
    assert page.count("<summary>The numbers</summary>") == 3


def test_ids_are_unique() -> None:
    ids = [attributes["id"] for _, attributes in Tree(sample_page()).tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_same_report_gives_the_same_page() -> None:
    assert sample_page() == sample_page()


def test_svg_text_and_attributes_are_escaped() -> None:
    made = str(text('<b>&"\x1b', class_='"x"'))
    assert made == '<text class="&#34;x&#34;">&lt;b&gt;&amp;&#34;\\x1b</text>'
    assert str(element("line", stroke_width=2)) == '<line stroke-width="2"></line>'
    assert pct(Decimal("0.123456")) == "12.35%"


def test_every_slot_has_a_colour_in_light_and_dark_and_unknown_ones_a_grey() -> None:
    assert len(LIGHT) == len(DARK) >= 26
    assert len(set(LIGHT)) == len(LIGHT)
    assert len(set(DARK)) == len(DARK)
    assert slot_of(3) == 3
    assert slot_of(99) == slot_of(-1) == 0
    css = palette_css()
    for slot in range(len(LIGHT)):
        assert f".f{slot}{{fill:var(--c{slot})}}" in css


def test_letters_on_a_colour_can_be_read() -> None:
    css = palette_css()
    for slot, colour in enumerate(LIGHT):
        ink = css.split(f"--i{slot}:")[1][:7]
        assert abs(brightness(colour) - brightness(ink)) > 100
