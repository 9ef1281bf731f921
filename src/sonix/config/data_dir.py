"""The data folder, made before anything else wants to write to it."""

from __future__ import annotations

import tempfile

from sonix.config.load import WrongSettingsError
from sonix.config.settings import Settings


def make_data_dir(settings: Settings) -> None:
    """Make the folder when there is none, and see that a file can be written to it.

    It is its owner's alone, since keys and the database lie in it.

    Raises:
        WrongSettingsError: it can't be made or not be written to.
    """
    folder = settings.data_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"sonix")
    except OSError as wrong:
        advice = "Set SONIX_DATA_DIR to a folder this user may write to."
        raise WrongSettingsError([f"The data folder {folder} can't be used: {wrong.strerror}. {advice}"]) from wrong
