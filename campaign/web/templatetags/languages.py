"""In which language words stand: `<div {% spoken language %}>` gives `lang` and `dir`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from campaign.lib import languages

register = template.Library()


@register.simple_tag
def spoken(language: str) -> SafeString:
    """The two attributes of an element whose words are in a language (BCP 47)."""
    return format_html('lang="{}" dir="{}"', language, languages.direction(language))


@register.filter
def language_name(language: str) -> str:
    """What a language calls itself."""
    return languages.name(language)
