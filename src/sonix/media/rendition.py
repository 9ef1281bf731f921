"""One pass over the source: encode, and measure what listeners will hear, which is what comes out of the decoder."""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

import av
import msgspec
import numpy as np

from sonix.core.room.state import Rendition
from sonix.media.decode import BLOCK, Block
from sonix.media.extend import CONTEXT, continued, preceded
from sonix.media.loudness import LoudnessMeter, gain_db
from sonix.media.opus import FRAME, OpusDecoder, OpusEncoder
from sonix.media.peaks import WaveformPeaks
from sonix.media.webm import WebmWriter

AUDIO, INDEX, PEAKS = "audio.webm", "index.bin", "peaks.bin"
INDEX_STRIDE = 6
LEAD = FRAME
_QUEUE_PACKETS = 256


class Made(msgspec.Struct, frozen=True):
    """A finished rendition with its measurements."""

    rendition: Rendition
    loudness_lufs: float
    true_peak_db: float


def make_rendition(blocks: Iterable[Block], out_dir: Path, encoded: Callable[[int], None]) -> Made:
    """Writes audio.webm, index.bin and peaks.bin; calls `encoded(samples)` as it goes. Blocks are 4,800 samples each,
    only the last one may be shorter. Same blocks, same bytes.
    """
    audio_path, index_path = out_dir / AUDIO, out_dir / INDEX
    with audio_path.open("wb") as audio, index_path.open("wb") as index:
        encoder = OpusEncoder()
        pre_skip = encoder.delay + LEAD
        listener = _Listener(pre_skip)
        try:
            writer = WebmWriter(audio, index, pre_skip)
            samples = _encode(blocks, encoder, _both(writer.add, listener.hear), encoded)
            writer.finish(samples)
        finally:
            listener.close()
        listener.finish(samples)
    _verify(audio_path, index_path, writer.packets)
    (out_dir / PEAKS).write_bytes(listener.peaks.encoded())
    meter = listener.meter
    rendition = Rendition(
        rendition_id=sha256_of(audio_path),
        samples=samples,
        pre_skip=pre_skip,
        packets=writer.packets,
        size_bytes=audio_path.stat().st_size,
        gain_db=gain_db(meter.loudness_lufs, meter.true_peak_db),
    )
    return Made(rendition, meter.loudness_lufs, meter.true_peak_db)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _both(one: Callable[[bytes], None], other: Callable[[bytes], None]) -> Callable[[bytes], None]:
    def call(packet: bytes) -> None:
        one(packet)
        other(packet)

    return call


def _encode(
    blocks: Iterable[Block], encoder: OpusEncoder, sink: Callable[[bytes], None], encoded: Callable[[int], None]
) -> int:
    """Returns the exact number of samples; pads so that packets * 960 - pre_skip covers every one of them."""
    samples = given = packets = 0
    rest = recent = np.zeros((0, 2), np.float32)
    for block in blocks:
        joined = np.concatenate([rest, block]) if samples else np.concatenate([preceded(block, LEAD), block])
        samples += len(block)
        recent = block if len(block) >= CONTEXT else np.concatenate([recent, block])
        whole = len(joined) // FRAME * FRAME
        rest = joined[whole:]
        packets += _pass_on(encoder.encode(joined[:whole]), sink)
        given += whole
        encoded(samples)
    wanted = -(-(LEAD + samples + encoder.delay) // FRAME)
    missing = wanted * FRAME - given - len(rest)
    tail = np.concatenate([rest, continued(recent, missing)])
    packets += _pass_on(encoder.encode(tail), sink)
    packets += _pass_on(encoder.finish()[: wanted - packets], sink)
    if packets != wanted:
        raise RuntimeError(f"the encoder gave {packets} packets where {wanted} were due")
    return samples


def _pass_on(packets: list[bytes], sink: Callable[[bytes], None]) -> int:
    for packet in packets:
        sink(packet)
    return len(packets)


class _Listener:
    """Decodes the rendition while it is made, on a thread of its own: a second core halves the time to playable."""

    def __init__(self, pre_skip: int) -> None:
        self.meter = LoudnessMeter()
        self.peaks = WaveformPeaks()
        self._pre_skip = pre_skip
        self._decoded: list[Block] = []
        self._error: Exception | None = None
        self._packets: queue.Queue[bytes | None] = queue.Queue(_QUEUE_PACKETS)
        self._held = np.zeros((0, 2), np.float32)
        self._given = 0
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)
        self._thread.start()

    def hear(self, packet: bytes) -> None:
        self._packets.put(packet)

    def close(self) -> None:
        """Waits until everything put in was heard. Safe to call on the way out of an error."""
        self._packets.put(None)
        self._thread.join()

    def finish(self, samples: int) -> None:
        """Measures the end, now that it is known where it is."""
        if self._error is not None:
            raise self._error
        self._flush()
        self._measure(self._held[: samples - self._given])
        self.meter.finish()

    def _run(self) -> None:
        decoder = OpusDecoder()
        while (packet := self._packets.get()) is not None:
            if self._error is not None:
                continue
            try:
                self._decoded.append(decoder.decode(packet))
                if len(self._decoded) == 10:
                    self._flush()
            except Exception as error:  # handed to the main thread by finish()
                self._error = error

    def _flush(self) -> None:
        joined = np.concatenate([self._held, *self._decoded])
        self._decoded.clear()
        skipped = min(self._pre_skip, len(joined))
        self._pre_skip -= skipped
        joined = joined[skipped:]
        while len(joined) > 2 * BLOCK:
            self._measure(joined[:BLOCK])
            joined = joined[BLOCK:]
        self._held = joined

    def _measure(self, block: Block) -> None:
        for start in range(0, len(block), BLOCK):
            part = block[start : start + BLOCK]
            self.meter.push(part)
            self.peaks.push(part)
            self._given += len(part)


def _verify(audio_path: Path, index_path: Path, packets: int) -> None:
    """Reads the file back through an independent demuxer: every packet must lie where the index says, byte for byte."""
    seen = 0
    with audio_path.open("rb") as audio, index_path.open("rb") as index, av.open(str(audio_path)) as container:
        for packet in container.demux(audio=0):
            if not packet.size:
                continue
            _expect_packet(audio, index.read(INDEX_STRIDE), bytes(packet))
            seen += 1
    if seen != packets or index_path.stat().st_size != packets * INDEX_STRIDE:
        raise RuntimeError(f"the file holds {seen} packets where {packets} were written")


def _expect_packet(audio: BinaryIO, entry: bytes, payload: bytes) -> None:
    audio.seek(int.from_bytes(entry[:4], "little"))
    if audio.read(int.from_bytes(entry[4:], "little")) != payload:
        raise RuntimeError("the packet index points beside a packet")
