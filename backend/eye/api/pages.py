"""Pages that need no sign-in: their templates, their files, and the policy that lets them load nothing else."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

_HERE = Path(__file__).parent
_templates = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined)
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".jpg": "image/jpeg"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# Pictures that stand in the reference's own style sheet.
REFERENCE_POLICY = POLICY.replace("img-src 'self'", "img-src 'self' data:")
# The two lines that the face detector needs of any page with a policy.
EXAM_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'; worker-src blob:")


def render(template: str, policy: str = POLICY, **values: object) -> Response:
    """An HTML page that is never kept by a cache."""
    headers = {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cache-control": "no-store",
    }
    return Response(_templates.get_template(template).render(values), headers=headers, media_type="text/html")


def file(name: str) -> Response:
    """One of our own static files, by a name that the route itself gives."""
    path = _HERE / "static" / name
    headers = {"x-content-type-options": "nosniff", "cache-control": "no-cache"}
    return Response(path.read_bytes(), headers=headers, media_type=_TYPES[path.suffix])
