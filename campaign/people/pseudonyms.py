"""What somebody may be called here: a name of their choice that is no address and can't be taken for another's."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 40  # characters
ALPHABETS = frozenset({"LATIN", "CYRILLIC", "GREEK"})  # those whose letters look alike across them
ADDRESS = re.compile(r"@|[(\[{<]\s*at\s*[)\]}>]|\b at \b.*\.|\S+\.(com|net|org|de|fr|it|eu|info|io)$", re.IGNORECASE)
TELEPHONE = re.compile(r"\+?[\d\s().\-/]{6,}")
PUNCTUATION = " ._-'’"


def tidy(text: str) -> str:
    """`text` as it is kept: one form for each character (NFKC), single spaces, none around it."""
    return re.sub(r" +", " ", unicodedata.normalize("NFKC", text)).strip(" ")


def key(text: str) -> str:
    """What two pseudonyms have in common that are the same to a reader: case and form of letters fall away.

    Computed here and not by SQL's lower(), which on SQLite knows the Latin letters without accents only.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())


def validate(text: str) -> None:
    """Raises ValidationError with a sentence for the person who chose it."""
    plain = unicodedata.normalize("NFKC", text)
    if ADDRESS.search(plain):
        raise ValidationError(
            _("This looks like an address. Choose a pseudonym that leads nobody to you."), code="address"
        )
    if TELEPHONE.fullmatch(plain):
        raise ValidationError(
            _("This looks like a telephone number. Choose a pseudonym that leads nobody to you."), code="telephone"
        )
    if any(unicodedata.category(character) in ("Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp") for character in text):
        raise ValidationError(_("There is an invisible character in it. Type the pseudonym anew."), code="invisible")
    if not all(_is_written(character) for character in plain):
        raise ValidationError(_("Use letters, digits, spaces and . _ - ’ only."), code="characters")
    if len(tidy(text)) > LONGEST:  # one sign can stand for a whole phrase
        raise ValidationError(_("At most %(longest)d characters."), code="long", params={"longest": LONGEST})
    if not plain[:1].isalnum():
        raise ValidationError(_("Begin with a letter or a digit."), code="beginning")
    if len(_alphabets(plain)) > 1:
        raise ValidationError(
            _("Use letters of one alphabet: those of several look like each other."), code="alphabets"
        )


def _is_written(character: str) -> bool:
    """Letters of all scripts, the marks that belong to them, digits, and a little punctuation."""
    return character.isalnum() or character in PUNCTUATION or unicodedata.category(character) in ("Mn", "Mc")


def _alphabets(text: str) -> set[str]:
    names = {unicodedata.name(character, "").partition(" ")[0] for character in text if character.isalpha()}
    return names & ALPHABETS
