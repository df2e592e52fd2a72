"""`eye member link`: the operator's way to let somebody choose a password."""

import re
from pathlib import Path

import pytest

from tests.cli.program import refused, running, said

EMAIL = "owner@acme.example"


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    settings = {"EYE_DATA": str(tmp_path / "data"), "EYE_PUBLIC_URL": "https://eye.example.com"}
    said("org", "create", "Acme", "--email", EMAIL, **settings)
    return settings


def test_it_prints_a_link_with_which_the_member_chooses_a_password(tmp_path: Path, settings: dict[str, str]) -> None:
    link = said("member", "link", f" {EMAIL.upper()}", **settings)
    found = re.fullmatch(r"https://eye\.example\.com(/dashboard/link/[A-Za-z0-9]{43})\n", link)
    assert found is not None
    with running(tmp_path, "serve", until="Eye is running", **settings) as eye:
        status, _, page = eye.ask("GET", found[1])
        assert (status, EMAIL in page.decode()) == (200, True)
        assert eye.ask("GET", found[1])[0] == 200
        assert eye.stop() == (0, "")


def test_each_link_is_another(settings: dict[str, str]) -> None:
    assert said("member", "link", EMAIL, **settings) != said("member", "link", EMAIL, **settings)


@pytest.mark.parametrize("email", ["nobody@acme.example", "", "'", "owner"])
def test_an_unknown_email_is_said_to_be_unknown(settings: dict[str, str], email: str) -> None:
    assert refused("member", "link", email, **settings) == f"No member signs in with {email}."


def test_a_mail_server_that_cannot_be_read_is_said_before_anything_starts(settings: dict[str, str]) -> None:
    sentence = refused("serve", EYE_SMTP_URL="smtp://eye:s3cret@", **settings)
    assert sentence.startswith("EYE_SMTP_URL cannot be read. Give smtp://")
    assert "s3cret" not in sentence
