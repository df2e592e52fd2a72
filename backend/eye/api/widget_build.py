"""The built widget: found beside the package or in the checkout, and published so that old versions stay served."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
from obstore.store import ObjectStore

_HERE = Path(__file__).resolve().parents[1]
PLACES = (_HERE / "_widget", _HERE.parents[1] / "widget" / "dist")
PACKED = ".br"
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".wasm": "application/wasm",
}


@dataclass(frozen=True, slots=True)
class File:
    """One file of the widget with its ETag, and compressed in two ways; `brotli` where the build made that."""

    content: bytes
    compressed: bytes
    brotli: bytes | None
    etag: str
    content_type: str

    def packed(self, accepted: str) -> tuple[str, bytes]:
        """The smallest form that a browser with this `Accept-Encoding` takes, and what it is called; "" for plain."""
        names = {part.partition(";")[0].strip() for part in accepted.split(",")}
        forms = [("", self.content)]
        if "gzip" in names:
            forms.append(("gzip", self.compressed))
        if "br" in names and self.brotli is not None:
            forms.append(("br", self.brotli))
        return min(forms, key=lambda form: len(form[1]))

    @staticmethod
    def of(name: str, content: bytes, brotli: bytes | None = None) -> "File":
        etag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
        found = TYPES.get(Path(name).suffix, "application/octet-stream")
        return File(content, gzip.compress(content, 6, mtime=0), brotli, etag, found)

    @staticmethod
    def read(path: Path) -> "File":
        packed = path.with_name(path.name + PACKED)
        return File.of(path.name, path.read_bytes(), packed.read_bytes() if packed.is_file() else None)


@dataclass(frozen=True, slots=True)
class Build:
    """`tags` are the two files that pages name; `pinned` those under `/widget/<version>/`, by their path below it."""

    version: str
    tags: dict[str, File]
    pinned: dict[str, File]
    sri: dict[str, str]


def load_build() -> Build | None:
    """The widget of this installation; None in a checkout where it was never built."""
    for place in PLACES:
        manifest = place / "manifest.json"
        if manifest.is_file():
            return _load(place, manifest.read_bytes())
    return None


# To compress it takes most of a second; the manifest names its version, which no other content ever has.
@lru_cache(maxsize=1)
def _load(place: Path, written: bytes) -> Build:
    manifest: dict[str, object] = msgspec.json.decode(written)
    version = str(manifest["version"])
    tags = {name: File.read(place / name) for name in ("eye-widget-init.js", "widget.js")}
    below = place / version
    files = [path for path in sorted(below.rglob("*")) if path.is_file() and path.suffix != PACKED]
    pinned = {path.relative_to(below).as_posix(): File.read(path) for path in files}
    sri = manifest.get("sri")
    return Build(version, tags, pinned, dict(sri) if isinstance(sri, dict) else {})


async def publish(build: Build, objects: ObjectStore) -> None:
    """Copy the build into the media store: pages that were opened before an upgrade still find their version."""
    for name, file in build.pinned.items():
        path = stored_path(build.version, name)
        try:
            await objects.head_async(path)
        except FileNotFoundError:
            await objects.put_async(path, file.content)


def stored_path(version: str, name: str) -> str:
    return f"widget/{version}/{name}"
