"""The widget's files: any website may load them, a version never changes, and one that was published stays."""

import gzip
from typing import Any

import pytest
from starlette.testclient import TestClient

from eye.api.widget_build import PLACES
from eye.app import create_app
from tests.reading import problem
from tests.world import World

TAGS = ["/eye-widget-init.js", "/widget.js"]
OLD = "0.0.1-abcdef0123"


@pytest.fixture
def version(world: World) -> str:
    build = world.client.app.state.widget  # type: ignore[attr-defined]
    assert build is not None, "the widget is not built: run make build"
    return str(build.version)


@pytest.fixture
def core(version: str) -> str:
    return f"/widget/{version}/core.js"


def test_the_core_belongs_to_any_website_for_ever(world: World, core: str) -> None:
    answer = world.client.get(core)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    check_public(answer)


@pytest.mark.parametrize("path", TAGS)
def test_a_tag_is_asked_for_again_soon(world: World, path: str) -> None:
    answer = world.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"].startswith("public, max-age=300")
    assert "immutable" not in answer.headers["cache-control"]
    check_public(answer)


def check_public(answer: Any) -> None:
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["vary"] == "accept-encoding"
    assert "set-cookie" not in answer.headers


def test_the_loader_names_the_version_that_is_served(world: World, version: str) -> None:
    assert version in world.client.get("/eye-widget-init.js").text


def test_the_loader_is_at_most_one_kilobyte(world: World) -> None:
    assert len(world.client.get("/eye-widget-init.js", headers={"accept-encoding": "identity"}).content) <= 1024


def test_who_has_a_file_is_not_sent_it_again(world: World, core: str) -> None:
    etag = world.client.get(core).headers["etag"]
    for known in (etag, f'"other", {etag}', f"W/{etag}"):
        answer = world.client.get(core, headers={"if-none-match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == etag
        assert answer.headers["access-control-allow-origin"] == "*"
    assert world.client.get(core, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_file_is_compressed_for_those_who_take_it(world: World, core: str) -> None:
    packed = world.client.get(core, headers={"accept-encoding": "gzip"})
    plain = world.client.get(core, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2


def test_brotli_is_for_those_who_take_it(world: World, version: str, core: str) -> None:
    """The client here cannot unpack it, so the bytes are compared as they were built."""
    packed = (PLACES[1] / version / "core.js.br").read_bytes()
    answer = world.client.get(core, headers={"accept-encoding": "gzip, br;q=0.9"})
    assert (answer.headers["content-encoding"], answer.content) == ("br", packed)
    assert problem(world.client.get(f"{core}.br")) == (404, "not_found")


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("face.js", "text/javascript; charset=utf-8"),
        ("tfjs-backend-wasm-simd.wasm", "application/wasm"),
        ("tiny_face_detector_model.bin", "application/octet-stream"),
        ("tiny_face_detector_model-weights_manifest.json", "application/json"),
    ],
)
def test_the_face_detector_is_served_as_what_it_is(world: World, version: str, name: str, content_type: str) -> None:
    answer = world.client.get(f"/widget/{version}/face/{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


def test_an_older_version_is_served_as_it_was_published(world: World, core: str) -> None:
    world.parts.objects.put(f"widget/{OLD}/core.js", b"export const version = 1;")
    answer = world.client.get(f"/widget/{OLD}/core.js")
    assert (answer.status_code, answer.text) == (200, "export const version = 1;")
    assert answer.headers["cache-control"].endswith("immutable")
    check_public(answer)


def test_each_start_publishes_its_version_for_the_next_program(world: World, core: str) -> None:
    with TestClient(create_app(world.parts)) as client:
        published = bytes(world.parts.objects.get(core.removeprefix("/")).bytes())
        assert published == client.get(core, headers={"accept-encoding": "identity"}).content


@pytest.mark.parametrize(
    "path",
    [
        "/widget/{version}/nothing.js",
        "/widget/{version}/",
        "/widget/{version}/%2e%2e/manifest.json",
        "/widget/{version}/..%2f..%2fmanifest.json",
        "/widget/0.0.0/core.js",
        "/widget/{old}/core.js/more",
        "/widget/{old}/../{old}/core.js",
        "/widget/{old}/%2e%2e/{old}/core.js",
        "/widget/..%2fevidence/x",
        "/widget/./core.js",
        "/widget/%2e/core.js",
        "/widget/0..0/core.js",
        "/widget/" + "0" * 300 + "/core.js",
        "/widget/%2e%2e/secrets.json",
        "/widget/{old}/%2fetc%2fpasswd",
        "/widget/{old}/.hidden",
        "/widget/{old}/a%5cb",
        "/widget/{old}/",
        "/widget/{old}",
        "/widget/",
    ],
)
def test_there_is_no_way_to_other_files(world: World, version: str, path: str) -> None:
    world.parts.objects.put(f"widget/{OLD}/core.js", b"old")
    world.parts.objects.put("evidence/x", b"a photo")
    answer = world.client.get(path.format(version=version, old=OLD))
    assert answer.content != b"a photo"
    if not answer.url.path.endswith(f"{OLD}/core.js"):  # the client itself walked up and back again
        assert problem(answer) == (404, "not_found")


def test_a_version_that_was_compressed_reads_as_it_is(world: World, core: str) -> None:
    raw = world.client.app.state.widget.pinned["core.js"]  # type: ignore[attr-defined]
    assert gzip.decompress(raw.compressed) == raw.content
