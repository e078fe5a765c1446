"""A visitor without JavaScript: opens pages of a running site, reads their forms, sends them. Standard library only."""

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form as the page gives it: where it goes and what its fields hold."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class FormReader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select = ""
        self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(at.get("action", ""), at.get("method", "get").lower())
            self.forms.append(self.form)
        if self.form is None:
            return
        name = at.get("name", "")
        if tag == "button":
            self.form.buttons.append((name, at.get("value", "")))
        elif tag == "select":
            self.select = name
            self.form.fields.setdefault(name, [])
        elif tag == "option" and self.select and "selected" in at:
            self.form.fields[self.select].append(at.get("value", ""))
        elif tag == "textarea":
            self.textarea = name
            self.form.fields[name] = [""]
        elif tag == "input" and name:
            if at.get("type") in ("checkbox", "radio"):
                chosen = [at.get("value", "on")] if "checked" in at else []
                self.form.fields.setdefault(name, []).extend(chosen)
            elif at.get("type") != "submit":
                self.form.fields[name] = [at.get("value", "")]

    def handle_data(self, data: str) -> None:
        if self.form is not None and self.textarea:
            self.form.fields[self.textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.form is not None and self.textarea:
            self.form.fields[self.textarea][0] = self.form.fields[self.textarea][0].removeprefix("\n")
            self.textarea = ""


class Visitor:
    """One browser's worth of cookies. `status`, `url`, `text` and `headers` are those of the page now open."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.status, self.url, self.text, self.headers = 0, base, "", {}

    def open(self, path: str, data: list[tuple[str, str]] | None = None, **headers: str) -> "Visitor":
        """Open a page (or send it data); redirects are followed."""
        url = urllib.parse.urljoin(self.url, path)
        body = None if data is None else urllib.parse.urlencode(data).encode()
        request = urllib.request.Request(url, body, {"Accept-Language": "en", "Referer": self.url, **headers})
        try:
            answer = self.opener.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            self.status, self.url = answer.status, answer.geturl()
            self.headers = {name.lower(): value for name, value in answer.headers.items()}
            self.text = answer.read().decode("utf-8", "replace")
        return self

    def form(self, holding: str = "") -> Form:
        """The page's POST form with a field of that name (or whose address ends so), the first where none is named."""
        reader = FormReader()
        reader.feed(self.text)
        posts = [form for form in reader.forms if form.method == "post"]
        for form in posts:
            if not holding or holding in form.fields or form.action.endswith(holding):
                return form
        raise AssertionError(f"no form {holding!r} on {self.url} ({self.status}); there are {posts}")

    def send(self, holding: str = "", button: tuple[str, str] | None = None, **fields: str | list[str]) -> "Visitor":
        """Fill the form's fields and press its button."""
        form = self.form(holding)
        for name, value in fields.items():
            if name not in form.fields:
                raise AssertionError(f"{self.url} has no field {name!r}: {sorted(form.fields)}")
            form.fields[name] = [value] if isinstance(value, str) else value
        data = [(name, value) for name, values in form.fields.items() for value in values]
        return self.open(form.action or self.url, data + ([button] if button else []))
