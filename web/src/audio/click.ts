/**
 * The click track: a short burst on each whole second of room time, by which ears compare two devices.
 *
 * Each burst is computed from its own instant, between two frames as it falls, so nothing is rounded to the output's raster. A burst on
 * its way stays where it began: a new output map moves the next one.
 */

/** -12 dBFS. */
const PEAK = 10 ** (-12 / 20);
const LENGTH_S = 0.005;
const LOW_HZ = 1000;
const HIGH_HZ = 2000;
/** Every so many seconds the burst is the high one: a bar, so that a whole second of error is heard too. */
const BAR = 4;
const SECOND_US = 1e6;

/** A burst `t` seconds after its instant, before scaling: a sine that starts at zero and decays to zero. */
function burst(t: number, hz: number): number {
  if (t < 0 || t >= LENGTH_S) return 0;
  return Math.sin(2 * Math.PI * hz * t) * (1 - t / LENGTH_S) ** 2;
}

function peakOf(hz: number): number {
  let peak = 0;
  for (let t = 0; t < LENGTH_S; t += 1e-6) peak = Math.max(peak, Math.abs(burst(t, hz)));
  return peak;
}

export class ClickTrack {
  /** Room time at which it ends; 0: off. */
  untilUs = 0;
  readonly #scale = { low: PEAK / peakOf(LOW_HZ), high: PEAK / peakOf(HIGH_HZ) };
  /** Output frame, with a fraction, at which the last burst began; which second of room time that was. */
  #began = -Infinity;
  #second = NaN;

  constructor(readonly sampleRate: number) {}

  /** Whether it is on at `roomUs`. */
  isOn(roomUs: number): boolean {
    return roomUs < this.untilUs;
  }

  /** Looks whether a second begins in the `count` frames from `frame` on, which is heard at `roomUs`. */
  follow(frame: number, count: number, roomUs: number, usPerFrame: number): void {
    const second = Math.floor((roomUs + count * usPerFrame) / SECOND_US);
    const offset = (second * SECOND_US - roomUs) / usPerFrame;
    // A map that moved may put a second a little before this quantum: late by less than that, it still counts.
    if (second === this.#second || offset < -count || second * SECOND_US >= this.untilUs) return;
    this.#second = second;
    this.#began = frame + Math.max(0, offset);
  }

  /** The burst's part of frame `frame`. */
  at(frame: number): number {
    const t = (frame - this.#began) / this.sampleRate;
    if (t >= LENGTH_S) return 0;
    return this.#second % BAR === 0 ? this.#scale.high * burst(t, HIGH_HZ) : this.#scale.low * burst(t, LOW_HZ);
  }

  /** Whether anything of a burst falls on frame `frame` or later. */
  isSounding(frame: number): boolean {
    return frame - this.#began < LENGTH_S * this.sampleRate;
  }
}
