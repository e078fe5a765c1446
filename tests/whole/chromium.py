"""The same visitor in Debian's Chromium, with JavaScript off: what she opens, fills in and presses."""

from playwright.sync_api import Browser, Locator, Page


class ChromiumVisitor:
    """As visitor.Visitor, with real pages. Every page must load nothing from elsewhere and break no policy."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.base = base
        self.page: Page = browser.new_context(java_script_enabled=False, locale="en-GB").new_page()
        self.status = 0
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self._see(request.url))
        self.page.on("console", lambda message: self.complaints.append(f"{message.text} ({self.page.url})"))

    def _see(self, url: str) -> None:
        if not url.startswith((self.base, "data:")):
            self.elsewhere.append(url)

    @property
    def text(self) -> str:
        return self.page.content()

    @property
    def url(self) -> str:
        return self.page.url

    def open(self, path: str) -> "ChromiumVisitor":
        answer = self.page.goto(path if path.startswith("http") else self.base + path)
        self.status = answer.status if answer else 0
        return self

    def _form(self, holding: str) -> Locator:
        forms = self.page.locator("form[method=post]")
        if not holding:
            return forms.first
        return forms.filter(has=self.page.locator(f"[name='{holding}']")).first

    def send(self, holding: str = "", button: tuple[str, str] | None = None, **fields: str) -> "ChromiumVisitor":
        """Fill the form's fields and press the button named, else its red one, else its first that is seen."""
        form = self._form(holding)
        folded = form.locator("details:not([open]) > summary")
        while folded.count():  # each click takes one out of the rest
            folded.first.click()
        for name, value in fields.items():
            field = form.locator(f"[name='{name}']").first
            kind = field.evaluate("field => field.tagName === 'SELECT' ? 'select' : field.type")
            if kind == "select":
                field.select_option(value)
            elif kind in ("radio", "checkbox"):
                form.locator(f"[name='{name}'][value='{value}']").check()
            else:
                field.fill(value)
        if button:
            press = form.locator(f"button[name='{button[0]}'][value='{button[1]}']")
        else:
            red = form.locator("button.now")
            press = red if red.count() else form.locator("button:not(.unseen)")
        with self.page.expect_navigation() as going:
            press.first.click()
        answer = going.value
        self.status = answer.status if answer else 0
        return self
