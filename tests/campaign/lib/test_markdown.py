"""What people write is shown safely, and says where its numbers come from."""

import re
import time

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from campaign.lib.markdown import LONGEST, Heading, plain, render


def html(text: str, **options: object) -> str:
    return str(render(text, **options).html).strip()  # type: ignore[arg-type]


def test_headings_get_ids_and_a_table_of_contents() -> None:
    rendered = render("# Since 1951\n\nText\n\n## What *it* says\n\n## What it says\n")
    assert '<h2 id="since-1951">Since 1951</h2>' in rendered.html
    assert rendered.toc == [
        Heading(2, "since-1951", "Since 1951"),
        Heading(3, "what-it-says", "What it says"),
        Heading(3, "what-it-says-2", "What it says"),
    ]
    assert isinstance(rendered.html, SafeString)


def test_the_highest_heading_is_an_h2_whatever_it_was_written_as() -> None:
    assert html("### A\n\n#### B") == '<h2 id="a">A</h2>\n<h3 id="b">B</h3>'
    assert html("# A\n\n###### B") == '<h2 id="a">A</h2>\n<h4 id="b">B</h4>'


def test_ids_that_pages_use_are_not_given_away() -> None:
    assert render("# Sources\n\n# Main").toc == [Heading(2, "sources-2", "Sources"), Heading(2, "main-2", "Main")]
    assert render("# Київ", prefix="text-").toc == [Heading(2, "text-киів", "Київ")]


def test_a_number_in_brackets_leads_to_its_source() -> None:
    assert (
        html("Founded in 1951.[1]", sources={1})
        == '<p>Founded in 1951.<sup class="source"><a href="#source-1">1</a></sup></p>'
    )


@pytest.mark.parametrize("text", ["Founded.[2]", "`[1]`", "[1](https://example.org)", r"\[1]", "[one]"])
def test_other_brackets_stay_what_they_are(text: str) -> None:
    assert "#source-" not in html(text, sources={1})


def test_a_number_is_shown_large_with_its_source_spelt_out() -> None:
    shown = html("::: number 91\nmember states\n\n2002 · the call · [1]\n:::\n\nMore.[1]", sources={1})
    assert shown == (
        '<figure class="figure"><p class="numeral">91</p>\n<p>member states</p>\n'
        '<p class="quiet">2002 · the call · <a href="#source-1">source 1</a></p>\n</figure>\n'
        '<p>More.<sup class="source"><a href="#source-1">1</a></sup></p>'
    )


def test_a_column_whose_head_says_nothing_has_none() -> None:
    shown = str(render("| For each | |\n|---|--:|\n| water | 15 |"))
    assert '<th>For each</th>\n<td class="number"></td>' in shown
    assert shown.count("<th>") == shown.count("</th>") == 1


def test_a_table_scrolls_by_itself_and_has_no_inline_style() -> None:
    shown = html("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert '<div class="scroll" tabindex="0"><table>' in shown
    assert '<th class="number">b</th>' in shown
    assert "style" not in shown


def test_links_that_lead_away_tell_nobody() -> None:
    assert html("[a](https://example.org/)") == (
        '<p><a href="https://example.org/" rel="noopener nofollow noreferrer">a</a></p>'
    )
    assert "noreferrer" in html("[a](//example.org/)")


def test_links_within_the_site_are_plain() -> None:
    assert html("[a](/calls/)") == '<p><a href="/calls/">a</a></p>'


def test_pictures_are_words() -> None:
    assert html("![A gate](https://example.org/spy.png)") == "<p>A gate</p>"


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "<javascript:alert(1)>",
    "[a](https://example.org \"onclick='x'\")",
    '[a](https://example.org/"onmouseover="x)',
    "<style>body{display:none}</style>",
    '<svg><a xlink:href="javascript:x">',
    "<iframe src=https://example.org></iframe>",
    "![a](javascript:x)",
    "::: number <script>alert(1)</script>\nx\n:::",
    '::: number "><img src=x onerror=x>\nx\n:::',
    '# "><script>x</script>',
    "```<script>\nx\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "| <script> |\n|--|\n| <img src=x onerror=x> |",
    "<!-- --><script>",
    "[<script>]: https://example.org\n\n[<script>]",
    "<form action=https://example.org><input name=password>",
    "<a href=x style=position:fixed>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
]
DANGEROUS = re.compile(
    r"<(?!/?(?:p|h[234]|ul|ol|li|blockquote|pre|code|em|strong|s|a|hr|br|sup|figure|div|table|thead|tbody|tr|th|td)\b)"
    r"|<[^>]*\s(?:on\w+|style|src|srcset|action)\s*=|<[^>]*href=\"\s*(?:javascript|data|vbscript|file):",
    re.IGNORECASE,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_nothing(text: str) -> None:
    assert not DANGEROUS.search(html(text, sources={1}))


@given(st.lists(st.sampled_from([*HOSTILE, "\n", " ", "[1]", "*", "`", "|", "&lt;", "\n\n# ", ">", "\\"]), max_size=8))
def test_hostile_pieces_together_do_nothing(pieces: list[str]) -> None:
    assert not DANGEROUS.search(html("".join(pieces), sources={1}))


@given(st.text())
def test_any_text_renders(text: str) -> None:
    assert not DANGEROUS.search(html(text))


@pytest.mark.parametrize(
    "piece", ["[", "*", "> ", "![", "`", "**a ", "- ", "[1]", "<", "~~", "::: number 1\n", "|a", "[a](", "_a*", "# x\n"]
)
def test_long_and_deep_text_takes_no_long_time(piece: str) -> None:
    started = time.process_time()
    render(piece * (LONGEST // len(piece) + 1), sources={1})
    assert time.process_time() - started < 5


BOMBS = {
    "a long target, used often": "[a]: /" + "x" * 9_000 + "\n\n" + "[a]" * 3_600,
    "rows that a wide table fills up": "|a" * 200 + "\n" + "|-" * 200 + "\n" + "x\n" * 5_000,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_short_text_never_becomes_a_long_page(text: str) -> None:
    shown = html(text)
    assert len(shown) <= 10_000 + 12 * len(text)
    assert not DANGEROUS.search(shown)
    assert len(plain(text)) <= 300


def test_a_text_that_grows_too_much_is_shown_as_it_was_written() -> None:
    text = "<b>&\n" + BOMBS["rows that a wide table fills up"]
    rendered = render(text)
    assert rendered.html.startswith("<pre>&lt;b&gt;&amp;\n|a|a")
    assert rendered.toc == []
    few = "|a|b|\n|-|-|\n" + "|1|2|\n" * 1_000
    assert html(few).count("<td>") == 2_000


def test_what_is_too_long_is_cut() -> None:
    assert len(html("a" * (LONGEST + 10))) == LONGEST + len("<p></p>")


def test_plain_words_have_no_markup() -> None:
    assert plain("# Since 1951\n\nFounded **then**.[1] [More](/x) ![pic](y)") == "Since 1951 Founded then. More pic"
    assert plain("one two three", longest=9) == "one two…"
