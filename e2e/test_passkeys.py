"""Passkeys with a real browser: Chromium's own virtual authenticator, the real page, the real server."""

import re

import pytest
from playwright.sync_api import CDPSession, Page, expect

from e2e.servers import EyeServer, School
from eye.clock import new_secret
from eye.db import Tx
from eye.organisations.sign_in.links import make_link

PROFILE = "/dashboard/settings/profile"


class Device:
    """A virtual authenticator: `verifies` is whether it can check its person (by finger, face or PIN)."""

    def __init__(self, page: Page, verifies: bool = True) -> None:
        self.devtools: CDPSession = page.context.new_cdp_session(page)
        self.devtools.send("WebAuthn.enable")
        made = self.devtools.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": verifies,
                    "isUserVerified": verifies,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        self.id = made["authenticatorId"]

    def forget_everything(self) -> None:
        self.devtools.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})

    def fail_to_recognise(self) -> None:
        self.devtools.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": False})

    def credentials(self) -> list[object]:
        found = self.devtools.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        credentials: list[object] = found["credentials"]
        return credentials


@pytest.fixture
def authenticator(page: Page) -> Device:
    return Device(page)


def _sign_in_by_link(page: Page, school: School) -> None:
    token = new_secret(43)

    def make(tx: Tx, now: int) -> None:
        make_link(tx, school.owner_id, "sign_in", token, now)

    school.eye.write(make)
    page.goto(f"{school.eye.url}/dashboard/link/{token}")


def _add(page: Page, eye: EyeServer, name: str = "This laptop") -> None:
    page.goto(eye.url + PROFILE)
    page.get_by_label("Name of the new passkey").fill(name)
    page.get_by_role("button", name="Add a passkey").click()


def _sign_out(page: Page) -> None:
    page.get_by_role("navigation").wait_for()
    page.locator("form[action='/dashboard/sign-out'] button").click()
    page.get_by_role("heading", name="Sign in").wait_for()


def test_a_passkey_is_added_used_and_removed(page: Page, eye: EyeServer, school: School, authenticator: Device) -> None:
    _sign_in_by_link(page, school)
    _add(page, eye)
    page.get_by_text("The passkey is added.").wait_for()
    assert len(authenticator.credentials()) == 1

    _sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{eye.url}/dashboard")

    page.goto(eye.url + PROFILE)
    expect(page.get_by_role("row", name=re.compile("This laptop"))).to_contain_text("just now")
    page.get_by_role("link", name="Remove This laptop").click()
    page.get_by_role("button", name="Remove the passkey").click()
    page.get_by_text("The passkey is removed.").wait_for()

    _sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("This passkey does not sign in here").wait_for()


def test_it_leads_to_the_page_that_was_wanted(
    page: Page, eye: EyeServer, school: School, authenticator: Device
) -> None:
    _sign_in_by_link(page, school)
    _add(page, eye)
    page.get_by_text("The passkey is added.").wait_for()
    _sign_out(page)
    page.goto(f"{eye.url}/dashboard/sessions")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{eye.url}/dashboard/sessions")


def test_a_device_that_does_not_recognise_its_person_signs_nobody_in(
    page: Page, eye: EyeServer, school: School, authenticator: Device
) -> None:
    _sign_in_by_link(page, school)
    _add(page, eye)
    page.get_by_text("The passkey is added.").wait_for()
    _sign_out(page)
    authenticator.fail_to_recognise()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("This was cancelled, or took too long.").wait_for()
    assert page.url.startswith(f"{eye.url}/dashboard/sign-in")


def test_a_second_passkey_on_the_same_device_is_not_added(
    page: Page, eye: EyeServer, school: School, authenticator: Device
) -> None:
    _sign_in_by_link(page, school)
    _add(page, eye)
    page.get_by_text("The passkey is added.").wait_for()
    _add(page, eye, "Again")
    page.get_by_text("This device has a passkey of yours already.").wait_for()
    assert len(authenticator.credentials()) == 1


def test_without_any_passkey_the_page_says_so_and_stays(page: Page, eye: EyeServer, authenticator: Device) -> None:
    page.goto(f"{eye.url}/dashboard/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("This was cancelled, or took too long.").wait_for()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()


def test_at_another_address_the_page_says_where_passkeys_work(page: Page, eye: EyeServer, school: School) -> None:
    other = f"http://localhost:{eye.port}"
    page.goto(f"{other}/dashboard/sign-in")
    page.get_by_role("button", name="Sign in", exact=True).wait_for()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
