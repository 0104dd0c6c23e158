"""Documents as a page: self-contained, inert, with contents where there are several."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.documents import hostile_document, sample_document
from tests.html_tree import Tree
from trimtab.adapters.render.document_page import document_page
from trimtab.adapters.render.page import content_policy


def _words(page: str) -> str:
    return " ".join("".join(Tree(page).text).split())


def _two() -> str:
    return document_page(
        [sample_document(), replace(sample_document(), title="Another", headline="Nothing.")]
    )


@pytest.mark.parametrize(
    "page", [document_page([sample_document()]), document_page([hostile_document()]), _two()]
)
def test_every_element_is_closed_and_nothing_runs_or_is_fetched(page: str) -> None:
    tree = Tree(page)
    assert tree.open == []
    assert not {tag for tag, _ in tree.tags} & {
        "script",
        "img",
        "link",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
    }
    for _, attributes in tree.tags:
        assert not {
            name for name in attributes if name.startswith("on") or name in {"style", "src", "action"}
        }
        assert (attributes.get("href") or "#").startswith("#")
    style = page.split("<style>")[1].split("</style>")[0]
    assert not [word for word in ("url(", "@import", "http") if word in style]
    policies = [a["content"] for _, a in tree.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policies == [content_policy(style)]


@pytest.mark.parametrize("page", [document_page([sample_document()]), _two()])
def test_ids_are_unique_and_what_is_pointed_at_is_there(page: str) -> None:
    attributes = [attributes for _, attributes in Tree(page).tags]
    ids = [a["id"] for a in attributes if "id" in a]
    assert len(set(ids)) == len(ids)
    pointed = {name for a in attributes for name in (a.get("aria-labelledby") or "").split()}
    pointed |= {str(a["href"])[1:] for a in attributes if "href" in a}
    assert pointed <= set(ids)


def test_one_document_reads_from_headline_to_law() -> None:
    page = document_page([sample_document()])
    text = _words(page)
    order = (
        "Rivera household · Sample 2026 · Nov 20, 2026", "The bill is $1,000.00.", "Income tax", "In words first.",
        "What it is made of.", "A note under it.", "What changes", "Sheet 7", "Nothing to count.",
        "A lot is late.", "lots.csv:3, lot-late", "What to do: export it again", "credits of every kind",
        "us 2026 · abab",
    )  # fmt: skip
    places = [
        text.index(words, text.index("The bill is") if number > 1 else 0)
        for number, words in enumerate(order)
    ]
    assert places == sorted(places)
    assert page.count("<h1") == 1
    assert '<h1 class="care">' in page
    assert "<nav" not in page
    assert page.count('role="img"') == 2
    assert "<details><summary>Sheet 7, line by line</summary>" in page
    assert '<tr class="total">' in page


def test_several_documents_get_contents_and_lower_headings() -> None:
    page = _two()
    assert page.count("<h1") == 1
    assert '<li><a href="#d1">Sample 2026</a><span>The bill is $1,000.00.</span></li>' in page
    assert '<li><a href="#d2">Another</a><span>Nothing.</span></li>' in page
    assert '<h3 class="h2" id="d2-bill">The bill</h3>' in page
    assert "<title>Rivera household: Sample 2026, Another</title>" in page


def test_hostile_texts_are_inert() -> None:
    page = document_page([hostile_document()])
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "{{ 7 }}" in page


def test_a_page_without_a_document_is_refused() -> None:
    with pytest.raises(ValueError, match="a page needs a document"):
        document_page([])
