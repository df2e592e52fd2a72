"""/docs: every page is there, in the menu, with links that lead somewhere, and loads nothing from elsewhere."""

import re

import pytest

from eye.api.manual import folder, render_chapter
from eye.http.problems import KINDS
from tests.world import World

PAGES = sorted(file.stem for file in folder().glob("*.md"))
WANTED = {
    "quick-start",
    "tag",
    "config",
    "events",
    "tokens",
    "webhooks",
    "csp",
    "going-live",
    "running",
    "limits",
    "api",
}


def test_the_manual_has_its_chapters() -> None:
    assert set(PAGES) >= WANTED


def test_docs_begins_with_the_quick_start(world: World) -> None:
    answer = world.client.get("/docs")
    assert (answer.url.path, answer.status_code) == ("/docs/quick-start", 200)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_the_menu_and_the_address_of_this_eye(world: World, name: str) -> None:
    answer = world.client.get(f"/docs/{name}")
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert f'href="/docs/{name}" aria-current="page"' in answer.text
    assert "https://eye.example.com" not in answer.text
    assert set(re.findall(r'href="/docs/([\w-]+)"', answer.text)) >= {*PAGES, "reference", "errors"}


@pytest.mark.parametrize("path", [*(f"/docs/{name}" for name in PAGES), "/docs/errors", "/docs/errors/key_missing"])
def test_links_lead_somewhere(world: World, path: str) -> None:
    text = world.client.get(path).text
    anchors = set(re.findall(r' id="([^"]+)"', text))
    for link in set(re.findall(r'(?:href|src)="([^"]+)"', text)):
        if link.startswith("#"):
            assert link[1:] in anchors, link
        elif not link.startswith("http"):
            assert world.client.get(link.partition("#")[0], follow_redirects=True).status_code == 200, link


def test_the_reference_is_ours_alone(world: World) -> None:
    answer = world.client.get("/docs/reference")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    loaded = re.findall(r'(?:<script|<link)[^>]*(?:src|href)="([^"]+)"', answer.text)
    assert len(loaded) >= 6
    for path in loaded:
        assert world.client.get(path).status_code == 200, path


def test_a_picture_is_served_and_runs_nothing(world: World) -> None:
    answer = world.client.get("/docs/benchmarks.svg")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert '<img src="/docs/benchmarks.svg"' in world.client.get("/docs/benchmarks").text
    for other in ("nothing", "..%2Fsecrets", "%2e%2e%2fdocs%2fbenchmarks"):
        assert world.client.get(f"/docs/{other}.svg").status_code == 404


def test_an_unknown_page_is_a_problem(world: World) -> None:
    answer = world.client.get("/docs/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_markdown_brings_no_html_along() -> None:
    made = render_chapter("x", "# A\n\n<script>alert(1)</script>\n\n[b](javascript:alert(1))\n", "https://eye.school")
    assert "<script" not in made.html
    assert 'href="javascript' not in made.html


def test_headings_of_one_name_have_anchors_of_their_own() -> None:
    made = render_chapter("x", "# A\n\n## B\n\n## B\n", "https://eye.school")
    assert len({heading.anchor for heading in made.headings}) == 2


def test_the_codes_that_the_manual_names_exist() -> None:
    named = {
        code for name in PAGES for code in re.findall(r"/docs/errors/(\w+)", (folder() / f"{name}.md").read_text())
    }
    assert named <= KINDS.keys()
