"""Mishaps, done to real browsers, machines and outputs."""

from bench.acoustic.faults.asleep import hide, show, sleep_browser
from bench.acoustic.faults.blocked import block_audio_thread, block_decoder, block_page
from bench.acoustic.faults.machine import burn_cpu
from bench.acoustic.faults.outputs import drop_output, move_output

__all__ = [
    "block_audio_thread",
    "block_decoder",
    "block_page",
    "burn_cpu",
    "drop_output",
    "hide",
    "move_output",
    "show",
    "sleep_browser",
]
