"""Reads a file of candidates as spreadsheets write it, and says of each row what is wrong with it. No I/O."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from eye.assessments.candidate_cells import COLUMNS, EMAIL, FIRST_NAME, ID, LAST_NAME, column_of, read_cell
from eye.errors import Refused

MOST_ROWS = 10_000
MOST_BYTES = 5 * 1024 * 1024
LONGEST_CELL = 10_000  # characters; no cell of people is longer, unless a quotation mark is not closed
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
MOST_NOTED = 200
SAMPLE = (
    "candidateId,firstName,lastName,email\r\nstudent-42,Ada,Lovelace,ada@example.com\r\nstudent-43,Grace,Hopper,\r\n"
)


@dataclass(frozen=True, slots=True)
class Good:
    """A row that can be imported; `line` is where it begins in the file, counted from 1."""

    line: int
    candidate_id: str
    first_name: str | None
    last_name: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to mend. `column` is the heading as the file has it, empty where it is the whole row."""

    line: int
    column: str
    sentence: str


@dataclass(slots=True)
class Reading:
    """`wrong` counts rows that cannot be imported, `repeated` those whose candidate has a row before it; `notices` are
    about the first of both. `ignored` are headings that Eye has no use for."""

    delimiter: str
    ignored: list[str]
    good: list[Good] = field(default_factory=list)
    wrong: int = 0
    repeated: int = 0
    notices: list[Notice] = field(default_factory=list)


def read_candidates(content: bytes) -> Reading:
    """Raises Refused, with a sentence to the person who chose the file, where it cannot be read as a whole."""
    text = _decoded(content)
    head, delimiter = _head(text)
    places = _places(head)
    reading = Reading(DELIMITERS[delimiter], [name for i, name in enumerate(head) if i not in places and name])
    seen: dict[str, int] = {}
    rows = _rows(text, delimiter)
    next(rows)
    for count, (line, cells) in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise _bad(f"The file has more than {MOST_ROWS:,} rows. Split it, and import one part after the other.")
        _read_row(reading, seen, head, places, line, cells)
    if not (reading.good or reading.wrong):
        raise _bad("The file has a heading and no row below it.")
    return reading


def _read_row(
    reading: Reading, seen: dict[str, int], head: list[str], places: dict[int, str], line: int, cells: list[str]
) -> None:
    more = any(cell.strip() for cell in cells[len(head) :])
    notices = [_too_many(line, len(cells), len(head))] if more else []
    found: dict[str, str | None] = dict.fromkeys(COLUMNS)
    for place, name in places.items():
        value, mistake = read_cell(name, cells[place] if place < len(cells) else "")
        found[name] = value
        if mistake:
            notices.append(Notice(line, head[place], mistake))
    id = found[ID]
    if notices or id is None:
        reading.wrong += 1
    elif id in seen:
        notices = [Notice(line, head[_place_of_id(places)], f"{id} stands in line {seen[id]} already; that row counts")]
        reading.repeated += 1
    else:
        seen[id] = line
        reading.good.append(Good(line, id, found[FIRST_NAME], found[LAST_NAME], found[EMAIL]))
    reading.notices.extend(notices[: MOST_NOTED - len(reading.notices)])


def _place_of_id(places: dict[int, str]) -> int:
    return next(place for place, name in places.items() if name == ID)


def _too_many(line: int, cells: int, columns: int) -> Notice:
    return Notice(line, "", f"has {cells} cells, and the heading names {columns} columns; is a cell not quoted?")


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise _bad(f"The file is larger than {MOST_BYTES // 1024 // 1024} MiB. Split it, and import part after part.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _bad("This is a workbook, not a CSV file. In the spreadsheet choose “Save as” and “CSV UTF-8”.")
    utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise _bad(
            f"Line {line} is not written in UTF-8, so that letters such as é or ü would be lost."
            " In the spreadsheet choose “Save as” and “CSV UTF-8”."
        ) from None
    if "\0" in text:
        raise _bad("This is not a text file. In the spreadsheet choose “Save as” and “CSV UTF-8”.")
    if not text.strip():
        raise _bad("The file is empty.")
    return text


def _head(text: str) -> tuple[list[str], str]:
    """The headings, and what stands between them: whichever sign finds most columns that Eye knows."""
    heads = {sign: _first_row(text, sign) for sign in DELIMITERS}
    known = {sign: sum(column_of(name) is not None for name in head) for sign, head in heads.items()}
    best = max(DELIMITERS, key=lambda sign: known[sign])
    if ID not in map(column_of, heads[best]):
        first = " ".join(text.strip().splitlines()[0].split())[:60]
        raise _bad(
            f"The first line must name the columns, and one of them {ID}; it reads “{first}”."
            f" A heading is, for example: {','.join(COLUMNS)}"
        )
    return [" ".join(name.split())[:60] for name in heads[best]], best


def _first_row(text: str, delimiter: str) -> list[str]:
    """Empty where another sign stands between the cells."""
    try:
        return next(_rows(text, delimiter), (1, []))[1]
    except Refused:
        return []


def _places(head: list[str]) -> dict[int, str]:
    """What Eye takes from which column, counted from 0."""
    places: dict[int, str] = {}
    for place, heading in enumerate(head):
        name = column_of(heading)
        if name is None:
            continue
        if name in places.values():
            raise _bad(f"Two columns are {name}; one of them is “{heading}”. Take one away, or rename it.")
        places[place] = name
    return places


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the line in which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise _bad(_unreadable(begins, "field limit" in str(problem))) from None
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise _bad(_unreadable(begins, huge=True))
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _unreadable(line: int, huge: bool) -> str:
    if huge:
        return (
            f"A cell of the row that begins in line {line} has more than {LONGEST_CELL:,} characters."
            " Perhaps a quotation mark is not closed."
        )
    return (
        f"The row that begins in line {line} cannot be read: a quotation mark is not closed, or stands where none may."
        " Write a quotation mark inside a cell twice."
    )


def _bad(sentence: str) -> Refused:
    return Refused("param_invalid", sentence, field="file")
