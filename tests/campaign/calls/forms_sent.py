"""A form on a page as a browser sends it when nothing is typed."""

import html
import re


def sent_back(text: str, *, first: str = "<form") -> dict[str, str]:
    """The answers of the last form on a page that begins so; what may not be sent with it (a search) comes before."""
    form = text[text.rindex(first) :]
    typed = re.findall(r'<input type="(?:text|date|time|hidden|number)"\s+name="([^"]+)"\s+value="([^"]*)"', form)
    areas = re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S)
    chosen = re.findall(r'<select name="([^"]+)"[^>]*>(?:(?!</select>).)*?value="([^"]*)"\s+selected', form, re.S)
    answers = {name: html.unescape(said) for name, said in [*typed, *areas, *chosen]}
    return {name: said.replace("\n", "\r\n") for name, said in answers.items() if name != "csrfmiddlewaretoken"}
