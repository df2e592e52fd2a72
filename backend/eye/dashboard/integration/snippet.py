"""The tag for an exam page with the organisation's own values, in all its forms; and what a strict page must allow."""

import json
from dataclasses import dataclass

from markupsafe import escape

CANDIDATE = "candidate-1"


@dataclass(frozen=True, slots=True)
class Snippet:
    """`init` starts from a script of the page, `tag` starts by itself; `csp` are lines of a Content-Security-Policy.

    `pinned` is `init` with the single file of one version and its digest, None where the widget was never built.
    """

    init: str
    tag: str
    csp: str
    pinned: str | None


def snippet(host: str, key: str, assessment_id: str, pinned: tuple[str, str] | None) -> Snippet:
    """`host` is the public address of this Eye, such as https://eye.example.com; `pinned` as `pinned_file` gives it."""
    loader = f'<script src="{escape(host)}/eye-widget-init.js"></script>'
    return Snippet(
        _init(loader, key, assessment_id),
        _tag(host, key, assessment_id),
        _csp(host),
        _init(_pinned(*pinned), key, assessment_id) if pinned else None,
    )


def pinned_file(host: str, sri: dict[str, str]) -> tuple[str, str] | None:
    """The address of the widget in a single file that never changes, and its `sha384-…`."""
    found = next((path for path in sri if path.endswith("/eye.js")), None)
    return (f"{host}/widget/{found}", sri[found]) if found else None


def _pinned(address: str, digest: str) -> str:
    return f"""<script src="{escape(address)}"
  integrity="{escape(digest)}"
  crossorigin="anonymous"></script>"""


def _init(loader: str, key: str, assessment_id: str) -> str:
    return f"""{loader}
<script type="module">
  const widget = await LoadEyeWidget();
  await widget.init({{
    apiKey: {_quoted(key)},
    assessmentId: {_quoted(assessment_id)},
    candidateId: {_quoted(CANDIDATE)}, // your own id of the candidate, filled in by your server
  }});
  // When the candidate hands in:  await widget.endProctoring();
</script>"""


def _tag(host: str, key: str, assessment_id: str) -> str:
    return f"""<script async src="{escape(host)}/widget.js"
  data-api-key="{escape(key)}"
  data-assessment-id="{escape(assessment_id)}"
  data-candidate-id="{escape(CANDIDATE)}"></script>"""


def _csp(host: str) -> str:
    return f"script-src {host} 'wasm-unsafe-eval';\nconnect-src {host};\nworker-src blob:;"


def _quoted(text: str) -> str:
    # A "</script>" inside a string would end the script.
    return json.dumps(text).replace("<", "\\u003c")
