"""The media store fails: the page is told to come again, the exam goes on, and later the evidence is there."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.cli.program import free_port
from tests.faults.promises import broken, exams_of
from tests.faults.school import School, advance, serving, sitting
from tests.faults.test_disk import until_refused


def test_a_folder_that_is_gone(empty_url: str, tmp_path: Path) -> None:
    school, port = School(empty_url, tmp_path), free_port()
    media, aside = tmp_path / "data" / "media", tmp_path / "aside"
    with sitting(school, port, 3) as candidates, serving(school, port) as server:
        advance(candidates)
        media.rename(aside)
        media.write_text("where a disk was mounted")
        until_refused(candidates)
        assert server.ask("GET", "/readyz")[0] == 503
        assert any(exam.acked for exam in exams_of(candidates))
        media.unlink()
        aside.rename(media)
        advance(candidates, 20)
    assert broken(school, exams_of(candidates)) == []
    assert any(exam.media for exam in exams_of(candidates))


class Bucket(ThreadingHTTPServer):
    """As much of S3 as keeping a file takes."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Keep)
        self.kept: dict[str, bytes] = {}


class _Keep(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        bucket = self.server
        assert isinstance(bucket, Bucket)
        bucket.kept[self.path] = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("etag", '"1"')
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def test_s3_that_is_gone_and_comes_back(tmp_path: Path) -> None:
    s3_port = free_port()
    more = {
        "EYE_MEDIA_URL": "s3://evidence/eye",
        "AWS_ENDPOINT": f"http://127.0.0.1:{s3_port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "eu-central-1",
    }
    school, port = School(f"sqlite:///{tmp_path / 'eye.db'}", tmp_path, **more), free_port()
    with sitting(school, port, 3) as candidates, serving(school, port):
        until_refused(candidates)
        bucket = Bucket(s3_port)
        Thread(target=bucket.serve_forever, daemon=True).start()
        advance(candidates, 20)
    bucket.shutdown()
    bucket.server_close()
    acknowledged = {f"{exam.id}/{id}.{sha[:16]}" for exam in exams_of(candidates) for id, sha in exam.media.items()}
    kept = {"/".join(path.rsplit("/", 2)[-2:]) for path in bucket.kept if "/evidence/org_" in path}
    assert acknowledged
    assert acknowledged <= kept
