"""Opens the media store that the settings name."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore.store
from obstore.store import ObjectStore

from eye.errors import OperatorError, first_line

if TYPE_CHECKING:
    from obstore.store import RetryConfig


# A page that is told "later" comes again by itself: nobody waits for ten tries, with longer and longer pauses.
# (No client options: they would put out those of the environment, such as AWS_ALLOW_HTTP and proxies.)
RETRY: "RetryConfig" = {"max_retries": 2, "retry_timeout": timedelta(seconds=5)}


def open_objects(url: str) -> ObjectStore:
    """The store of media and widget versions: a folder (`file://…`) or anything S3-compatible (`s3://…`)."""
    try:
        if url.startswith("file://"):
            folder = Path(url.removeprefix("file://"))
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()  # a folder that cannot be written is found now, not in an exam
            return obstore.store.LocalStore(folder)
        return obstore.store.from_url(url, retry_config=RETRY)
    except Exception as problem:
        raise OperatorError(
            f"EYE_MEDIA_URL is {url!r}, which cannot be opened ({first_line(problem)}). "
            "Give a folder that this user may write to, such as file:///var/lib/eye/media, or s3://…"
        ) from problem
