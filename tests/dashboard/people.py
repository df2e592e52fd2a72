"""People at the dashboard: each a browser of their own, signed in or not."""

import html
import re
from typing import Any

from eye.clock import new_id, new_secret
from eye.dashboard.visit import COOKIE
from eye.organisations.sign_in.links import SIGN_IN, make_link
from eye.organisations.sign_in.passwords import hash_password
from eye.organisations.sign_in.store import set_password
from eye.organisations.store import insert_member
from tests.world import Organisation, World

PASSWORD = "correct horse battery staple"
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Person:
    """Keeps its cookie as a browser would; every request shows the answer itself, not where it leads."""

    def __init__(self, world: World, email: str = "", member_id: str = "") -> None:
        self.world = world
        self.email = email
        self.member_id = member_id
        self.token = ""

    def ask(self, method: str, path: str, data: dict[str, Any] | None = None, **headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent["cookie"] = f"{COOKIE}={self.token}"
        self.world.client.cookies.clear()
        answer = self.world.client.request(method, path, data=data, headers=sent, follow_redirects=False)
        self.token = answer.cookies.get(COOKIE) or self.token
        self.world.client.cookies.clear()
        return answer

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, None, **headers)

    def read(self, path: str, **headers: str) -> str:
        """The text of a page that must open, with its entities as characters."""
        answer = self.get(path, **headers)
        assert answer.status_code == 200, answer.text
        return html.unescape(answer.text)

    def refresh(self, path: str) -> Any:
        """What htmx asks for."""
        return self.get(path, hx_request="true", hx_current_url=f"http://testserver{path}")

    def send(self, path: str, **fields: Any) -> Any:
        """A form of a page, with the CSRF token that pages of this sign-in carry."""
        return self.ask("POST", path, {"csrf": self.csrf, **fields}, origin="http://testserver")

    @property
    def csrf(self) -> str:
        found = _CSRF.search(self.get("/dashboard/nothing-here").text)
        assert found is not None
        return found[1]

    def follow_new_link(self) -> "Person":
        """Sign in by a one-time link."""
        token = new_link(self.world, self.member_id, SIGN_IN)
        assert self.get(f"/dashboard/link/{token}").status_code == 303
        return self

    def sign_in(self, email: str | None = None, password: str = PASSWORD, **fields: str) -> Any:
        data = {"email": self.email if email is None else email, "password": password, **fields}
        return self.ask("POST", "/dashboard/sign-in", data, origin="http://testserver")


def new_link(world: World, member_id: str, purpose: str) -> str:
    token = new_secret(43)
    world.write(make_link, member_id, purpose, token, world.clock.at)
    return token


def owner_of(organisation: Organisation) -> Person:
    world = organisation.world
    row = world.rows("select email from members where id = :id", id=organisation.owner_id)[0]
    return Person(world, row["email"], organisation.owner_id)


def colleague_of(organisation: Organisation, role: str) -> Person:
    world, id = organisation.world, new_id("mem", organisation.world.clock.at)
    email = f"{id}@example.com"
    world.write(insert_member, id, organisation.id, email, role, f'["{role}"]', world.clock.at)
    return Person(world, email, id)


def give_password(person: Person, password: str = PASSWORD) -> None:
    person.world.write(set_password, person.member_id, hash_password(password))
