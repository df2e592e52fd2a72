"""The dashboard's files lie in few rooms: the same for code, templates and tests, and none too full or too empty."""

from pathlib import Path

HERE = Path(__file__).parent
CODE = HERE.parent.parent / "backend" / "eye" / "dashboard"
TEMPLATES = CODE / "templates"
APART = {"static", "templates", "__pycache__"}
MOST_FILES = 20


def rooms(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_dir()} - APART


def test_code_templates_and_tests_have_the_same_rooms() -> None:
    assert rooms(CODE) == rooms(TEMPLATES) == rooms(HERE)


def test_a_room_says_what_it_is_for_and_which_doors_it_has() -> None:
    for room in rooms(CODE) - {"overview"}:  # its one address is the first of all, in `routes`
        assert (CODE / room / "__init__.py").read_text().startswith('"""'), room
        assert (CODE / room / "doors.py").is_file(), room


def test_no_room_is_too_full_or_too_empty() -> None:
    for folder, ending in ((CODE, "*.py"), (TEMPLATES, "*.html")):
        for room in (".", *rooms(folder)):
            count = len(list((folder / room).glob(ending)))
            assert 3 <= count <= MOST_FILES, f"{folder / room} holds {count}"
