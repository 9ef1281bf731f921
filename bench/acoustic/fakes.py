"""Scripts that make one browser's surroundings wrong in a known way, before any of its page's own code runs.

All browsers of the bench share one machine's clocks; what trusts `Date.now()` or the sound card's rate would look
perfect without these.
"""

from __future__ import annotations

NOTES = """(() => {
  if (globalThis.bench) return;
  const bench = { timeOriginMs: performance.timeOrigin, taps: [], AudioContext: globalThis.AudioContext,
    getOutputTimestamp: globalThis.AudioContext?.prototype.getOutputTimestamp };
  Object.defineProperty(globalThis, 'bench', { value: bench });
  addEventListener('pointerdown', (event) => bench.taps.push(bench.timeOriginMs + event.timeStamp), true);
})();"""
"""What the bench needs of every page: the true time origin and sound output, and when its buttons were pressed, in ms
of the wall clock."""

_SYSTEM_CLOCK = """(() => {
  const RealDate = Date;
  const now = () => RealDate.now() + WRONG_MS;
  globalThis.Date = class extends RealDate {
    constructor(...given) { given.length ? super(...given) : super(now()); }
    static now() { return Math.floor(now()); }
  };
  const origin = performance.timeOrigin;
  Object.defineProperty(performance, 'timeOrigin', { get: () => origin + WRONG_MS });
})();"""

_AUDIO_CLOCK = """(() => {
  const told = 48000;
  const Real = AudioContext;
  const base = BaseAudioContext.prototype;
  const rate = Object.getOwnPropertyDescriptor(base, 'sampleRate').get;
  const time = Object.getOwnPropertyDescriptor(base, 'currentTime').get;
  const stamp = Real.prototype.getOutputTimestamp;
  globalThis.AudioContext = class extends Real {
    constructor(options = {}) { super({ ...options, sampleRate: REAL_HZ }); }
    get sampleRate() { return told; }
    get currentTime() { return time.call(this) * rate.call(this) / told; }
    getOutputTimestamp() {
      const real = stamp.call(this);
      return { contextTime: real.contextTime * rate.call(this) / told, performanceTime: real.performanceTime };
    }
  };
})();"""

# The floor is measured at that rate too: what the browser does not tell of its own resampling nobody can correct.
_SAMPLE_RATE = """(() => {
  const Real = AudioContext;
  globalThis.AudioContext = class extends Real {
    constructor(options = {}) { super({ sampleRate: REAL_HZ, ...options }); }
  };
  bench.AudioContext = globalThis.AudioContext;
})();"""


def wrong_system_clock(seconds: float) -> str:
    """`Date` and `performance.timeOrigin` are `seconds` ahead; `performance.now()` is not touched, as in life."""
    return _SYSTEM_CLOCK.replace("WRONG_MS", str(seconds * 1000))


def wrong_audio_clock(ppm: float) -> str:
    """A sound card that believes it runs at 48 kHz and is `ppm` fast (or slow): every time it tells is in its samples.

    The context really runs at 48 000 * (1 + ppm) Hz, to a whole Hz (21 ppm), and the browser's own resampler plays that
    at the true rate.
    """
    return _AUDIO_CLOCK.replace("REAL_HZ", str(round(48_000 * (1 + ppm * 1e-6))))


def other_sample_rate(rate_hz: int) -> str:
    """A sound card of another rate: contexts that ask for none get this one."""
    return _SAMPLE_RATE.replace("REAL_HZ", str(rate_hz))


def engine(name: str) -> str:
    """Choose the playback engine by hand: `worklet` or `chunks`."""
    return f"localStorage.setItem('sonix.engine', '{name}');"
