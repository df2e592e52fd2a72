"""A standard OAuth client library, unmodified, against a real server."""

from pathlib import Path
from typing import Any

import pytest
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]

from tests.cli.program import Running, running, said


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_authlib_gets_and_uses_tokens(empty_url: str, tmp_path: Path, method: str) -> None:
    settings = {"EYE_DATA": str(tmp_path / "data"), "EYE_DATABASE_URL": empty_url}
    printed = said("org", "create", "Acme", "--email", "owner@acme.example", **settings)
    secret = next(word for word in printed.split() if word.startswith("eye_sk_live_"))
    with running(tmp_path, "serve", until="running", **settings) as eye:
        with OAuth2Session(key_id(eye, secret), secret, token_endpoint_auth_method=method) as client:
            token = client.fetch_token(url(eye, "/oauth/token"), grant_type="client_credentials")
            assert (token["token_type"], token["expires_in"]) == ("Bearer", 900)
            assert client.get(url(eye, "/v1/organisation")).json()["name"] == "Acme"
            found = exchanged(client, eye, token["access_token"])
        assert (found["token_type"], found["expires_in"]) == ("N_A", 600)


def exchanged(client: Any, eye: Running, subject: str) -> Any:
    return client.fetch_token(
        url(eye, "/oauth/token"),
        grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token=subject,
        subject_token_type="urn:ietf:params:oauth:token-type:access_token",
        requested_token_type="urn:eye:params:oauth:token-type:candidate",
        assessment_id="exam",
        candidate_id="ada",
    )


def url(eye: Running, path: str) -> str:
    return f"http://127.0.0.1:{eye.port}{path}"


def key_id(eye: Running, secret: str) -> str:
    _, found = eye.json("GET", "/v1/keys", authorization=f"Bearer {secret}")
    return str(next(key["id"] for key in found["items"] if key["kind"] == "secret"))
