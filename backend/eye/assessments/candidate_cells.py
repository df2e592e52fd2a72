"""The columns of a file of candidates: by which headings each is known, and what may stand in a cell of it."""

from eye.http.fields import OUTSIDE_ID, UNFILLED
from eye.organisations.email import LONGEST, is_email

ID, FIRST_NAME, LAST_NAME, EMAIL = COLUMNS = ("candidateId", "firstName", "lastName", "email")
LONGEST_NAME = 100
_HEADINGS = {
    ID: {"candidateid", "id", "candidate", "studentid", "externalid"},
    FIRST_NAME: {"firstname", "givenname", "forename"},
    LAST_NAME: {"lastname", "surname", "familyname"},
    EMAIL: {"email", "emailaddress", "mail"},
}
_FORMULA = ("=", "+", "-", "@")
_BROKEN = ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")


def column_of(heading: str) -> str | None:
    """Capitals, spaces and signs between the words make no difference."""
    told = "".join(sign for sign in heading.lower() if sign.isalnum())
    return next((name for name, known in _HEADINGS.items() if told in known), None)


def read_cell(column: str, text: str) -> tuple[str | None, str | None]:
    """What stands in it (None: nothing), and what is wrong with it, as the end of a sentence that names the column."""
    value = text.strip()
    if not value:
        return None, "is empty; every row needs one" if column == ID else None
    if value.upper() in _BROKEN:
        return None, f"is {value}, an error of the spreadsheet"
    return _ID_OR_TEXT[column](value)


def _id(value: str) -> tuple[str | None, str | None]:
    if OUTSIDE_ID.match(value) and not UNFILLED.fullmatch(value):
        return value, None
    if value.startswith("="):
        return None, _FORMULA_SENTENCE
    if "+" in value and value.replace("+", "").replace(".", "").replace(",", "").replace("E", "").isdigit():
        return None, f"is {value[:40]}, a number that the spreadsheet has shortened; format the column as text"
    if len(value) > 128:
        return None, f"has {len(value):,} characters; at most 128 are allowed"
    return None, f"is “{_shown(value)}”; an id has only A-Z, a-z, 0-9 and . _ ~ : @ -"


def _name(value: str) -> tuple[str | None, str | None]:
    if value.startswith(_FORMULA):
        return None, _FORMULA_SENTENCE
    if len(value) > LONGEST_NAME:
        return None, f"has {len(value):,} characters; at most {LONGEST_NAME} are kept"
    if any(ord(sign) < 32 or sign == "\x7f" for sign in value):
        return None, "has a line break or a control character in it"
    return value, None


def _email(value: str) -> tuple[str | None, str | None]:
    if value.startswith(_FORMULA):
        return None, _FORMULA_SENTENCE
    if len(value) > LONGEST:
        return None, f"has {len(value):,} characters; at most {LONGEST} are kept"
    return (value, None) if is_email(value) else (None, f"is “{_shown(value)}”, which is no email address")


def _shown(value: str) -> str:
    text = "".join(sign if sign.isprintable() else "·" for sign in value)
    return text if len(text) <= 40 else text[:40] + "…"


_FORMULA_SENTENCE = "begins as a formula does (=, +, - or @); write the value itself"
_ID_OR_TEXT = {ID: _id, FIRST_NAME: _name, LAST_NAME: _name, EMAIL: _email}
