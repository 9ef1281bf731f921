"""What a caller can tell from a media error."""

from __future__ import annotations

from sonix.media.errors import MediaFailed, MediaRefused


def test_a_refused_file_is_not_worth_trying_again_and_a_failed_job_is() -> None:
    assert not MediaRefused("empty", "The file is empty.").retryable
    assert MediaFailed("worker_crashed", "Try again.").retryable
