"""What a letter looks like on the wire, whatever stands in it."""

import email
import email.policy
import re
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.mail import headers, letters

AT = datetime(2002, 10, 10, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def filled(letter: letters.Letter, **values: str) -> tuple[bytes, EmailMessage]:
    content = letter.fill(to="kim@example.org", message_id="<1@example.org>", date=AT, values=values)
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return content, message


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_letter_for_one_has_text_and_html_and_every_header_it_needs() -> None:
    context = {"name": "Kim", "link": "https://example.org/x/?a=1&b=2", "from_name": "Gruppe Süd, Berlin"}
    content, message = filled(letters.render("trial/one", context, "en"))
    assert message["Subject"] == "Your place, Kim"
    assert message["To"] == "kim@example.org"
    assert message["From"].addresses[0].display_name == "Gruppe Süd, Berlin"
    assert message["Date"].datetime == AT
    assert message["Message-ID"] == "<1@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in message
    assert text_of(message) == (
        "Dear Kim,\n\n.a line that starts with a stop & more < >\nhttps://example.org/x/?a=1&b=2\n"
    )
    assert 'href="https://example.org/x/?a=1&amp;b=2"' in text_of(message, "html")
    assert all(len(line) <= 76 and not line.startswith(b".") for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_styles_are_inlined_in_the_html() -> None:
    _, message = filled(letters.render("trial/one", {"name": "Kim", "link": "https://example.org/"}, "en"))
    assert '<p class="from" style="' in text_of(message, "html")


def test_a_letter_for_many_is_filled_without_being_rendered_again() -> None:
    slots = frozenset({"greeting", "unsubscribe"})
    letter = letters.render("trial/many", {"title": "Trains", "text": "Late."}, "en", slots=slots)
    for name in ("Kim", "Łukasz & <Ana>"):
        url = f"https://example.org/unsubscribe/{len(name)}/"
        _, message = filled(letter, greeting=f"Dear {name},", unsubscribe=url)
        assert text_of(message) == f"Dear {name},\n\nLate.\n\n{url}\n"
        assert message["List-Unsubscribe"] == f"<{url}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert f"Dear {escaped}," in text_of(message, "html")


def test_a_calendar_document_is_attached_as_published() -> None:
    ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nSUMMARY:Ünder\r\nEND:VCALENDAR\r\n"
    _, message = filled(letters.render("trial/one", {"name": "K", "link": "https://example.org/", "ics": ics}, "en"))
    (attachment,) = message.iter_attachments()
    assert attachment.get_content_type() == "text/calendar"
    assert attachment["Content-Type"].params["method"] == "PUBLISH"
    assert attachment.get_filename() == "action.ics"
    assert attachment.get_payload(decode=True) == ics.encode()
    assert text_of(message).startswith("Dear K,")


@pytest.mark.parametrize(
    "name", ["Kim\r\nBcc: all@example.org", "Kim\nX: y", "Kim\x00\x0b\u2028Bcc: z", "a\r\n.\r\nQUIT"]
)
def test_a_name_can_neither_end_a_line_nor_add_a_header(name: str) -> None:
    context = {"name": name, "link": "https://example.org/", "from_name": name}
    content, message = filled(letters.render("trial/one", context, "en"))
    assert "Bcc" not in message
    assert "X" not in message
    assert set(message.keys()) == {
        *("From", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type", "To", "Message-ID", "Date")
    }
    assert b"\r\n.\r\n" not in content
    letter = letters.render("trial/many", {"title": name, "text": name}, "en", slots=frozenset({"greeting"}))
    content, message = filled(letter, greeting=name)
    assert "Bcc" not in message
    assert b"\r\n.\r\n" not in content


# An encoded word (RFC 2047) that decodes to the end of a line: the mail package writes it out as it decodes.
SMUGGLED = [
    "a=?utf-8?q?=0D=0A.=0D=0AMAIL_FROM:<>=0D=0ARCPT_TO:<v@ab.cd>=0D=0ADATA=0D=0A=0D=0Apwned?=",
    "=?utf-8?q?=0D=0ABcc:_all@example.org?=",
    "a =?utf-8?b?DQpCY2M6IHhAYWIuY2Q=?= b",
    '"=?utf-8?q?x=0D=0AX:_y?=" <v@ab.cd>',
    "ü =?utf-8?q?=0D=0AX:_y?= =?utf-8?q?=0D=0A.?=",
]


def name_in(content: bytes) -> str:
    """The sender's name as RFC 2047 reads it; `addresses` puts blanks between encoded words."""
    name, address = parseaddr(email.message_from_bytes(content)["From"])
    assert re.fullmatch(r"\w+@[\w.]+", address)
    return str(make_header(decode_header(name)))


@pytest.mark.parametrize("words", SMUGGLED)
def test_an_encoded_word_that_somebody_wrote_is_words_and_nothing_else(words: str) -> None:
    context = {"name": words, "link": "https://example.org/", "from_name": words}
    content, message = filled(letters.render("trial/one", context, "en"))
    assert message["Subject"] == f"Your place, {words}"
    assert name_in(content) == words
    assert len(message["From"].addresses) == 1
    assert set(message.keys()) == {
        *("From", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type", "To", "Message-ID", "Date")
    }
    head = content.partition(b"\r\n\r\n")[0]
    assert b"Bcc" not in head
    assert all(re.match(rb"[A-Za-z-]+: .|[ \t]+\S", line) for line in head.split(b"\r\n"))


@pytest.mark.parametrize("line", ["Subject: x\r\n.\r\n", "Subject: x\ny\r\n", "Subject: x\r\n\r\n", "Subject: ü\r\n"])
def test_a_head_that_is_none_is_refused(line: str) -> None:
    assert headers.checked("Subject: x\r\n y\r\n")
    with pytest.raises(headers.Unfit):
        headers.checked(line)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.sampled_from(SMUGGLED), st.integers(0, 300))
def test_any_subject_and_name_come_out_in_one_line(text: str, smuggled: str, at: int) -> None:
    for words in (text, text[:at] + smuggled + text[at:]):
        said = " ".join(letters.clean(words).split())
        head = headers.subject(words) + headers.sender(words, "a@example.org")
        message = email.message_from_bytes(head + b"\r\n", policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        assert message.keys() == ["Subject", "From"]
        assert message["Subject"] == said
        assert name_in(head) == said
        assert all(len(line) <= 78 for line in head.split(b"\r\n"))


@pytest.mark.parametrize("url", ["https://example.org/>\r\nBcc: x@example.org", "mailto:x@example.org", "https://a b/"])
def test_an_address_for_unsubscribing_that_is_none_is_refused(url: str) -> None:
    letter = letters.render("trial/many", {"title": "T", "text": "T", "greeting": "G", "unsubscribe": url}, "en")
    with pytest.raises(letters.Unfit):
        filled(letter)


def test_a_recipients_value_in_the_subject_is_refused() -> None:
    with pytest.raises(letters.Unfit):
        letters.render("trial/one", {"link": "https://example.org/"}, "en", slots=frozenset({"name"}))


def test_what_a_person_wrote_never_passes_for_a_place() -> None:
    text = "\ue000.greeting\ue001 \ue0000123456789abcdef.greeting\ue001"
    letter = letters.render("trial/many", {"title": "T", "text": text}, "en", slots=frozenset({"greeting"}))
    _, message = filled(letter, greeting="Dear Kim,")
    assert text_of(message).count("Dear Kim,") == 1


def test_letters_outside_ascii_in_an_address() -> None:
    assert letters.wire_address("kim@bücher.example") == "kim@xn--bcher-kva.example"
    with pytest.raises(letters.Unfit):
        letters.wire_address("kïm@example.org")


@pytest.mark.parametrize(
    "address", ["v@a.b\N{FULLWIDTH GREATER-THAN SIGN}", "v@a\N{DIAERESIS}b", "v@a.b\N{FULLWIDTH COMMA}c.d"]
)
def test_a_domain_whose_ascii_form_would_leave_its_place_is_refused(address: str) -> None:
    with pytest.raises(letters.Unfit):
        letters.wire_address(address)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=300).filter(str.strip))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    slots = frozenset({"greeting"})
    letter = letters.render("trial/many", {"title": "T", "text": f"|{text}|", "unsubscribe": ""}, "en", slots=slots)
    content, message = filled(letter, greeting=f"{text}")
    assert text_of(message) == f"{text.strip()}\n\n|{text}|\n"
    assert all(len(line) <= 76 and not line.startswith(b".") for line in content.split(b"\r\n"))
