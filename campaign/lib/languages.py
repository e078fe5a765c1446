"""The languages that people write in, each by its own name: more of them than the pages themselves speak.

Codes are BCP 47 in lower case, as they stand in `lang` and `hreflang`.
"""

from collections.abc import Collection, Iterable

from django.utils.translation.trans_real import parse_accept_lang_header

NAMES = {
    "af": "Afrikaans",
    "sq": "Shqip",
    "am": "አማርኛ",
    "ar": "العربية",
    "hy": "Հայերեն",
    "az": "Azərbaycanca",
    "bm": "Bamanankan",
    "eu": "Euskara",
    "be": "Беларуская",
    "bn": "বাংলা",
    "bs": "Bosanski",
    "br": "Brezhoneg",
    "bg": "Български",
    "ca": "Català",
    "ckb": "کوردیی ناوەندی",
    "ku": "Kurdî (Kurmancî)",
    "cs": "Čeština",
    "cy": "Cymraeg",
    "da": "Dansk",
    "de": "Deutsch",
    "et": "Eesti",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "eo": "Esperanto",
    "fa": "فارسی",
    "fr": "Français",
    "fy": "Frysk",
    "ff": "Fulfulde",
    "ga": "Gaeilge",
    "gl": "Galego",
    "ka": "ქართული",
    "gu": "ગુજરાતી",
    "ha": "Hausa",
    "he": "עברית",
    "hi": "हिन्दी",
    "hr": "Hrvatski",
    "ig": "Igbo",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "is": "Íslenska",
    "ja": "日本語",
    "km": "ខ្មែរ",
    "kk": "Қазақша",
    "rw": "Kinyarwanda",
    "ky": "Кыргызча",
    "ko": "한국어",
    "lo": "ລາວ",
    "lv": "Latviešu",
    "lt": "Lietuvių",
    "ln": "Lingála",
    "lb": "Lëtzebuergesch",
    "hu": "Magyar",
    "mk": "Македонски",
    "ms": "Bahasa Melayu",
    "mt": "Malti",
    "mn": "Монгол",
    "my": "မြန်မာ",
    "ne": "नेपाली",
    "nl": "Nederlands",
    "nb": "Norsk bokmål",
    "nn": "Norsk nynorsk",
    "oc": "Occitan",
    "om": "Oromoo",
    "uz": "Oʻzbekcha",
    "pa": "ਪੰਜਾਬੀ",
    "ps": "پښتو",
    "pl": "Polski",
    "pt": "Português",
    "pt-br": "Português (Brasil)",
    "rom": "Romani čhib",
    "ro": "Română",
    "ru": "Русский",
    "se": "Davvisámegiella",
    "sr": "Српски",
    "sr-latn": "Srpski (latinica)",
    "si": "සිංහල",
    "sk": "Slovenčina",
    "sl": "Slovenščina",
    "so": "Soomaali",
    "fi": "Suomi",
    "sv": "Svenska",
    "sw": "Kiswahili",
    "tl": "Tagalog",
    "ta": "தமிழ்",
    "tt": "Татарча",
    "te": "తెలుగు",
    "tg": "Тоҷикӣ",
    "th": "ไทย",
    "ti": "ትግርኛ",
    "tr": "Türkçe",
    "tk": "Türkmençe",
    "uk": "Українська",
    "ur": "اردو",
    "ug": "ئۇيغۇرچە",
    "vi": "Tiếng Việt",
    "wo": "Wolof",
    "yi": "ייִדיש",
    "yo": "Yorùbá",
    "zh-hans": "中文（简体）",
    "zh-hant": "中文（繁體）",
    "zu": "isiZulu",
}
FROM_THE_RIGHT = frozenset({"ar", "ckb", "fa", "he", "ps", "ug", "ur", "yi"})
ALIASES = {"no": "nb", "zh": "zh-hans", "zh-cn": "zh-hans", "zh-sg": "zh-hans", "zh-tw": "zh-hant", "zh-hk": "zh-hant"}


def name(code: str) -> str:
    """What a language calls itself; the code of one that is not known."""
    return NAMES.get(code, code)


def direction(code: str) -> str:
    """`rtl` or `ltr`, as HTML's `dir`."""
    return "rtl" if code in FROM_THE_RIGHT else "ltr"


def by_name(codes: Iterable[str] = tuple(NAMES)) -> list[tuple[str, str]]:
    """Code and own name, in the order in which one looks for a name."""
    return sorted(((code, name(code)) for code in codes), key=lambda pair: pair[1].casefold())


def best(offered: Collection[str], accepted: str) -> str | None:
    """Which of the languages on offer somebody with this Accept-Language header (RFC 9110, 12.5.4) reads best.

    A reader of `pt-BR` reads `pt` too, and one of `pt` reads `pt-br`. None where she reads none of them.
    """
    for code, quality in parse_accept_lang_header(accepted):
        if quality and (found := match(offered, code)) is not None:
            return found
    return None


def match(offered: Collection[str], code: str) -> str | None:
    """The language on offer that whoever asks for `code` can read: the same, else with less said, else its sister."""
    parts = code.lower().split("-")
    for length in range(len(parts), 0, -1):
        said = "-".join(parts[:length])
        if (known := ALIASES.get(said, said)) in offered:
            return known
    return next((one for one in sorted(offered) if one.partition("-")[0] == parts[0]), None)
