"""Checks what Sonix needs of its surroundings, and says what to do about what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sonix.config import Settings
from sonix.doctor.finding import Finding, Level

__all__ = ["Finding", "Level", "examine"]


def examine(settings: Settings, *, deep: bool = False) -> Iterator[Finding]:
    """Run every check, one finding after the other. A check that itself breaks is a finding too.

    `deep`: read all music through as well, which takes as long as that takes.
    """
    from sonix.doctor import data, media, network, people, programs, storage

    checks: tuple[Callable[[Settings], Finding], ...] = (
        programs.python,
        programs.node,
        programs.client,
        programs.clock,
        data.folder,
        data.space,
        data.sqlite,
        storage.reach,
        network.plain_port,
        network.secure_port,
        network.lan,
        network.public_url,
        network.certificate,
        people.registration,
        people.mail,
        media.codecs,
        media.worker,
        *((storage.content,) if deep else ()),
    )
    for check in checks:
        try:
            yield check(settings)
        except Exception as broken:
            name = check.__name__.replace("_", " ").capitalize()
            yield Finding(Level.FAIL, name, f"could not be checked: {broken!r}", "Please report this.")
