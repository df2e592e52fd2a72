"""Which passwords are too easy, and that the stored text is not the password."""

import pytest

from eye.organisations.sign_in.passwords import hash_password, verify_password, why_too_weak


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("short", "at least 12"),
        ("elevenchars", "at least 12"),
        ("x" * 201, "at most 200"),
        ("aaaaaaaaaaaaaaaa", "repeats"),
        ("121212121212121", "repeats"),
        ("i am ada@school.example", "name or email"),
        ("Lovelace is my name", "name or email"),
    ],
)
def test_an_easy_password_is_refused_with_a_reason(password: str, word: str) -> None:
    assert word in (why_too_weak(password, "ada@school.example", "Ada Lovelace") or "")


@pytest.mark.parametrize("password", ["correct horse battery", "zwölf Zeichen!", "密码是一个很长的句子没有人知道"])
def test_a_sentence_is_a_good_password(password: str) -> None:
    assert why_too_weak(password, "ada@school.example", "Ada Lovelace") is None


def test_only_the_same_password_is_right() -> None:
    stored = hash_password("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert "correct" not in stored
    assert verify_password("correct horse battery", stored)
    assert not verify_password("Correct horse battery", stored)
    assert not verify_password("no member ever has this password", None)
