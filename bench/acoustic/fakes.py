"""Scripts that make one browser's surroundings wrong in a known way, before any of its page's own code runs.

All browsers of the bench share one machine's clocks; what trusts `Date.now()` or the sound card's rate would look
perfect without these.
"""

from __future__ import annotations

NOTES = """(() => {
  if (globalThis.bench) return;
  const bench = { timeOriginMs: performance.timeOrigin, taps: [], clockRate: 1, AudioContext: globalThis.AudioContext,
    getOutputTimestamp: globalThis.AudioContext?.prototype.getOutputTimestamp };
  Object.defineProperty(globalThis, 'bench', { value: bench });
  addEventListener('pointerdown', (event) => bench.taps.push(bench.timeOriginMs + event.timeStamp), true);
})();"""
"""What the bench needs of every page: the true time origin and sound output, and when its buttons were pressed, in ms
of the wall clock."""

_SYSTEM_CLOCK = """(() => {
  const fake = () => {
    const RealDate = Date;
    const now = () => RealDate.now() + WRONG_MS;
    globalThis.Date = class extends RealDate {
      constructor(...given) { given.length ? super(...given) : super(now()); }
      static now() { return Math.floor(now()); }
    };
  };
  fake();
  const source = new Blob([`(${fake})();`], { type: 'text/javascript' });
  const add = globalThis.Worklet?.prototype.addModule;
  if (add) Worklet.prototype.addModule = async function (...given) {
    await add.call(this, URL.createObjectURL(source));
    return add.apply(this, given);
  };
  const origin = performance.timeOrigin;
  Object.defineProperty(performance, 'timeOrigin', { get: () => origin + WRONG_MS });
})();"""

_CRYSTAL = """(() => {
  bench.clockRate = RATE;
  const now = performance.now.bind(performance);
  performance.now = () => now() * RATE;
  const stamp = AudioContext.prototype.getOutputTimestamp;
  AudioContext.prototype.getOutputTimestamp = function () {
    const { contextTime, performanceTime } = stamp.call(this);
    return { contextTime, performanceTime: performanceTime * RATE };
  };
})();"""

# The floor is measured at that rate too.
_SAMPLE_RATE = """(() => {
  const Real = AudioContext;
  globalThis.AudioContext = class extends Real {
    constructor(options = {}) { super({ sampleRate: REAL_HZ, ...options }); }
  };
  bench.AudioContext = globalThis.AudioContext;
})();"""


def wrong_system_clock(seconds: float) -> str:
    """`Date`, in the worklet too, and `performance.timeOrigin` are `seconds` ahead; `performance.now()` is not touched,
    as in life. The browser must be opened with `Looks(lenient=True)`: a page may not load code it made itself."""
    return _SYSTEM_CLOCK.replace("WRONG_MS", str(seconds * 1000))


def wrong_audio_clock(ppm: float) -> str:
    """Sound card and page clock run apart by `ppm`, and so do page clock and room: the page's clock is the wrong one.

    A context opened at another rate than the device's would do too, were it not for what Chromium's resampler holds
    back then without telling: 26 ms at 48 005 Hz.
    """
    return _CRYSTAL.replace("RATE", str(1 + ppm * 1e-6))


def other_sample_rate(rate_hz: int) -> str:
    """Contexts that ask for no rate get this one, and Chromium's own resampler, whose delay its stamps leave out: as
    after a change to a device of another rate. A sound card of another rate is `Seat.rate_hz`."""
    return _SAMPLE_RATE.replace("REAL_HZ", str(rate_hz))


def engine(name: str) -> str:
    """Choose the playback engine by hand: `worklet` or `chunks`."""
    return f"localStorage.setItem('sonix.engine', '{name}');"
