"""Files in a bucket (S3). Loaded only where one is set, since boto3 takes some memory."""

from typing import Any

from boto3.s3.transfer import TransferConfig
from storages.backends.s3 import S3Storage

# The smallest part that S3 takes of a larger object; each is held in memory while it is sent.
PART = 5 * 1024 * 1024


class BucketStorage(S3Storage):
    """Sends in the thread that asked: a piece is read from its line once, and large parts do not pile up in memory."""

    def get_default_settings(self) -> dict[str, Any]:
        config = TransferConfig(use_threads=False, multipart_threshold=PART, multipart_chunksize=PART)
        return super().get_default_settings() | {"transfer_config": config}
