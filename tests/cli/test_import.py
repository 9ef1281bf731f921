"""`sonix import` and `sonix demo`, as a person runs them."""

from __future__ import annotations

import random
import wave
from pathlib import Path

import pytest

from sonix.cli.progress import duration, printable, status, summary
from sonix.library.import_progress import ImportFailure, ImportProgress
from tests.cli.conftest import Serve
from tests.cli.running import run


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """A folder with three short pieces of noise, one of them with an odd name, and a file that is no music."""
    folder = tmp_path / "music"
    folder.mkdir()
    for seed, name in enumerate(("one.wav", "two 🎺.wav", "three.wav")):
        with wave.open(str(folder / name), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(48_000)
            out.writeframes(random.Random(seed).randbytes(48_000))
    (folder / "letter.mp3").write_text("Dear listener")
    return folder


def test_a_folder_comes_in_and_what_is_no_music_is_told(data_dir: Path, music: Path) -> None:
    told = run(data_dir, "import", str(music))
    assert "3 new, 1 not taken" in told.stdout
    assert "letter.mp3: This is not a music file" in told.stdout
    assert told.returncode == 1


def test_a_second_time_nothing_is_imported_again(data_dir: Path, music: Path) -> None:
    (music / "letter.mp3").unlink()
    assert run(data_dir, "import", str(music)).returncode == 0
    again = run(data_dir, "import", str(music))
    assert "0 new, 3 here already" in again.stdout
    assert again.returncode == 0


def test_a_path_that_is_not_there_is_told_in_a_sentence(data_dir: Path) -> None:
    told = run(data_dir, "import", "/no/such/folder")
    assert told.returncode == 1
    assert "There is no file or folder /no/such/folder" in told.stderr
    assert "Traceback" not in told.stderr


def test_without_a_path_it_says_what_it_needs(data_dir: Path) -> None:
    told = run(data_dir, "import")
    assert told.returncode == 1
    assert "sonix import PATH" in told.stderr


def test_demo_music_comes_in_and_only_once(data_dir: Path) -> None:
    assert "3 new, 0 here already" in run(data_dir, "demo").stdout
    assert "0 new, 3 here already" in run(data_dir, "demo").stdout


def test_the_first_start_brings_demo_music_and_the_second_does_not(serve: Serve) -> None:
    first = serve(SONIX_DEMO_MUSIC="true").greeted()
    assert "3 tracks" in first.hear("Demo music is ready")
    first.stop()
    second = serve(SONIX_DEMO_MUSIC="true").greeted()
    assert second.stop() == 0
    assert "Demo music" not in second.said


def test_a_stop_while_demo_music_is_made_is_clean(serve: Serve, data_dir: Path) -> None:
    sonix = serve(SONIX_DEMO_MUSIC="true").greeted()
    assert sonix.stop() == 0
    assert [place for place in data_dir.glob("demo-*") if place.is_dir()] == []


def _progress(**changes: object) -> ImportProgress:
    given: dict[str, object] = {
        "total": 100, "imported": 40, "duplicates": 2, "skipped": 8, "failures": (), "current": (Path("a/song.mp3"),),
        "elapsed_s": 10.0, "files_per_s": 4.2, "remaining_s": 600.0,
    }  # fmt: skip
    return ImportProgress(**(given | changes))  # type: ignore[arg-type]


def test_progress_says_how_far_how_fast_and_how_long() -> None:
    assert status(_progress()) == "50 of 100, 4.2 files/s, about 10 min left, song.mp3"


def test_there_is_no_estimate_before_there_is_something_to_estimate_from() -> None:
    assert "left" not in status(_progress(elapsed_s=0.5))
    assert "left" not in status(_progress(remaining_s=None))


def test_summary_counts_what_came_of_it() -> None:
    failures = (ImportFailure(Path("x"), "code", "Why."),)
    assert summary(_progress(failures=failures)) == "Done in 10 s: 40 new, 10 here already, 1 not taken."


@pytest.mark.parametrize(("seconds", "words"), [(5.0, "5 s"), (89.0, "89 s"), (120.0, "2 min"), (7800.0, "2 h 10 min")])
def test_durations_are_said_as_people_do(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_file_name_gives_no_commands_to_the_terminal() -> None:
    assert printable("a\x1b[2Jb\udcff🎺") == "a�[2Jb�🎺"
