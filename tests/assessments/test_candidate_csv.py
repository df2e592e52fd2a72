"""Files of candidates as people really have them: what is read, and which words they get about the rest."""

import pytest

from eye.assessments.candidate_csv import MOST_BYTES, MOST_ROWS, SAMPLE, Good, Notice, read_candidates
from eye.errors import Refused

ADA = Good(2, "s1", "Ada", "Lovelace", "ada@example.com")
HEAD = "candidateId,firstName,lastName,email\n"


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_candidates(content)
    return refused.value.refusal.detail


def notices(text: str) -> list[Notice]:
    return read_candidates(text.encode()).notices


@pytest.mark.parametrize(
    "content",
    [
        b"candidateId,firstName,lastName,email\ns1,Ada,Lovelace,ada@example.com\n",
        b"candidateId;firstName;lastName;email\r\ns1;Ada;Lovelace;ada@example.com\r\n",
        b'"candidateId";"firstName";"lastName";"email"\r\n"s1";"Ada";"Lovelace";"ada@example.com"\r\n',
        b"candidateId\tfirstName\tlastName\temail\rs1\tAda\tLovelace\tada@example.com",
        b"\xef\xbb\xbfcandidate_id,First name,Last-Name,E-Mail\ns1, Ada ,Lovelace,ada@example.com\n,,,\n",
        "email,ID,Surname,Given name,,\nada@example.com,s1,Lovelace,Ada,,\n".encode("utf-16"),
    ],
    ids=["commas", "semicolons", "quoted", "tabs", "bom", "utf-16"],
)
def test_a_file_of_any_spreadsheet_is_read(content: bytes) -> None:
    reading = read_candidates(content)
    assert (reading.good, reading.wrong, reading.notices) == ([ADA], 0, [])


def test_the_sample_is_read() -> None:
    assert [row.candidate_id for row in read_candidates(SAMPLE.encode()).good] == ["student-42", "student-43"]


def test_other_columns_are_named_and_left_alone() -> None:
    reading = read_candidates(b"candidateId,group,note\ns1,B,x\n")
    assert (reading.ignored, reading.good) == (["group", "note"], [Good(2, "s1", None, None, None)])


def test_lines_are_those_of_the_file_although_a_cell_has_several() -> None:
    found = notices('candidateId,note\n\ns1,"a\nb\nc"\n!,x\n')
    assert [(one.line, one.column) for one in found] == [(6, "candidateId")]


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (",Ada,,", "candidateId", "is empty"),
        ("a b,Ada,,", "candidateId", "an id has only"),
        ("1.23E+15,Ada,,", "candidateId", "has shortened"),
        ("undefined,Ada,,", "candidateId", "an id has only"),
        (f"{'x' * 129},Ada,,", "candidateId", "has 129 characters; at most 128"),
        ('=HYPERLINK("x"),Ada,,', "candidateId", "as a formula does"),
        ("s1,=1+1,,", "firstName", "as a formula does"),
        ("s1,,@SUM(A1),", "lastName", "as a formula does"),
        ("s1,#REF!,,", "firstName", "an error of the spreadsheet"),
        (f"s1,{'x' * 5000},,", "firstName", "has 5,000 characters; at most 100"),
        ('s1,"A\nda",,', "firstName", "line break"),
        ("s1,Ada,,nobody", "email", "no email address"),
        ("s1,Ada,,,,x", "", "has 6 cells, and the heading names 4 columns"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_by_line_and_column(row: str, column: str, sentence: str) -> None:
    reading = read_candidates((HEAD + "s0,,,\n" + row + "\n").encode())
    (found,) = reading.notices
    assert (found.line, found.column) == (3, column)
    assert sentence in found.sentence
    assert (len(reading.good), reading.wrong) == (1, 1)


def test_a_candidate_who_comes_twice_is_told_and_taken_once() -> None:
    reading = read_candidates((HEAD + "s1,Ada,,\ns2,,,\ns1,Eve,,\n").encode())
    assert ([row.first_name for row in reading.good], reading.repeated) == (["Ada", None], 1)
    assert reading.notices == [Notice(4, "candidateId", "s1 stands in line 2 already; that row counts")]


def test_names_of_all_scripts_are_kept() -> None:
    names = ["Ольга", "محمد", "光", "O’Brien", "José"]
    reading = read_candidates((HEAD + "".join(f"s{n},{name},,\n" for n, name in enumerate(names))).encode())
    assert [row.first_name for row in reading.good] == names


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b",,,\n,,\n", "must name the columns"),
        (b"PK\x03\x04rest of a workbook", "a workbook, not a CSV file"),
        (HEAD.encode() + "s1,Ada,,\ns2,José,,\n".encode("latin-1"), "Line 3 is not written in UTF-8"),
        (b"candidateId\ns1\x00\n", "not a text file"),
        (b"s1,Ada,Lovelace,ada@example.com\n", "it reads “s1,Ada,Lovelace,ada@example.com”"),
        (b"firstName,lastName\nAda,Lovelace\n", "one of them candidateId"),
        (b"candidateId,id\ns1,s1\n", "Two columns are candidateId; one of them is “id”"),
        (HEAD.encode(), "no row below it"),
        (HEAD.encode() + b's1,"Ada,,\ns2,,,\n', "begins in line 2 cannot be read: a quotation mark is not closed"),
        (HEAD.encode() + b's1,"' + b"x" * 20_000 + b'",,\n', "begins in line 2 has more than 10,000 characters"),
        (HEAD.encode() + b's1,"' + b"x" * 200_000 + b'",,\n', "begins in line 2 has more than 10,000 characters"),
        (HEAD.encode() + b"x" * MOST_BYTES, "larger than 5 MiB"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(content: bytes, sentence: str) -> None:
    assert sentence in refusal(content)


def test_ten_thousand_rows_are_read_and_one_more_is_too_many() -> None:
    rows = "".join(f"s{n},Ada,Lovelace,ada{n}@example.com\n" for n in range(MOST_ROWS))
    assert len(read_candidates((HEAD + rows).encode()).good) == MOST_ROWS
    assert "more than 10,000 rows" in refusal((HEAD + rows + "more,,,\n").encode())


def test_a_file_that_is_wrong_throughout_is_told_in_part() -> None:
    reading = read_candidates((HEAD + "!,,,\n" * 1000).encode())
    assert (reading.wrong, len(reading.notices)) == (1000, 200)
