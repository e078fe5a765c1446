"""Pages of knowledge: an index by section, each page with its contents and numbered sources."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from campaign.resources import writing
from campaign.resources.models import Resource
from campaign.resources.writing import Cited

pytestmark = pytest.mark.django_db

TEXT = "## Since 1951\n\nFounded in 1951.[1]\n\n## What it says\n\nMore.[2] [3]\n"


def write(slug: str = "the-iom", **words: Any) -> Resource:
    words = {"section": "background", "position": 1, "title": "What the IOM is", "summary": "In short."} | words
    return writing.write(slug, **{"text": TEXT, "sources": [Cited("The call"), Cited("A book")], **words})


def test_a_page_shows_its_text_contents_and_sources(client: Client) -> None:
    write(sources=[Cited("The call", "https://example.org/call"), Cited("A book")], checked_on=date(2002, 11, 3))
    page = " ".join(client.get("/resources/the-iom/").content.decode().split())
    assert "<h1>What the IOM is</h1>" in page
    assert '<h2 id="since-1951">Since 1951</h2>' in page
    assert '<a href="#since-1951">Since 1951</a>' in page
    assert '<sup class="source"><a href="#source-1">1</a></sup>' in page
    assert '<li id="source-2" value="2">' in page
    assert "[3]" in page  # there is no third source, so it leads nowhere
    assert 'href="https://example.org/call" rel="noopener nofollow noreferrer"' in page
    assert "3 November 2002" in page


def test_a_page_that_is_not_there_answers_404(client: Client) -> None:
    assert client.get("/resources/nowhere/").status_code == 404


def test_pages_are_only_read(client: Client) -> None:
    write()
    assert client.post("/resources/").status_code == 405
    assert client.post("/resources/the-iom/").status_code == 405


def test_the_index_lists_pages_by_section_in_their_order(client: Client) -> None:
    write("second", title="Second", position=2)
    write("first", title="First", position=1)
    write("how", title="How to", section="how-to")
    page = client.get("/resources/").content.decode()
    order = [page.index(words) for words in ("Background</h2>", "First</a>", "Second</a>", "How to</h2>", "How to</a>")]
    assert order == sorted(order)


def test_an_index_without_pages_says_what_will_be_there(client: Client) -> None:
    page = client.get("/resources/").content.decode()
    assert "Nothing to read yet" in page
    assert "Background</h2>" not in page


def test_writing_again_changes_the_page_and_numbers_its_sources_anew() -> None:
    write()
    again = write(title="Anew", sources=[Cited("Only this")])
    assert Resource.objects.get().title == "Anew"
    assert [(source.number, source.text) for source in again.sources.all()] == [(1, "Only this")]


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_number_of_queries(client: Client, queries: Callable[[int], Any], rows: int) -> None:
    for row in range(rows):
        write(f"page-{row}", sources=[Cited("The call")] * rows)
    with queries(2):  # the network, the pages
        client.get("/resources/")
    with queries(4):  # the network, the page, its sources, what to read next
        client.get("/resources/page-0/")
