/** What every sample passes last: the click track with the music ducked under it, this device's volume, and noise that keeps the output awake. */

import { ClickTrack } from "./click";

const VOLUME_SMOOTH_S = 0.015;
const DUCK_SMOOTH_S = 0.15;
/** -20 dB. */
const DUCKED = 0.1;
/** -110 dBFS: a context that gives pure silence for 30 s is put on another clock by Chromium. */
const NOISE = 3.2e-6 / 2 ** 31;

/** A value that glides to its target, at most `step` a frame. */
class Glide {
  target = 1;
  value = 1;

  constructor(readonly step: number) {}

  get isThere(): boolean {
    return this.value === this.target;
  }

  next(): number {
    this.value += Math.max(-this.step, Math.min(this.step, this.target - this.value));
    return this.value;
  }
}

export class Master {
  readonly clicks: ClickTrack;
  readonly #volume: Glide;
  readonly #duck: Glide;
  #seed = 22_222;

  constructor(sampleRate: number) {
    this.clicks = new ClickTrack(sampleRate);
    this.#volume = new Glide(1 / (VOLUME_SMOOTH_S * sampleRate));
    this.#duck = new Glide(1 / (DUCK_SMOOTH_S * sampleRate));
  }

  setVolume(gain: number): void {
    this.#volume.target = gain;
  }

  /** `roomUs`: when frame `frame` is heard; null while that is not known. */
  apply(frame: number, roomUs: number | null, usPerFrame: number, left: Float32Array, right: Float32Array): void {
    const { clicks } = this;
    this.#duck.target = roomUs !== null && clicks.isOn(roomUs) ? DUCKED : 1;
    if (roomUs !== null) clicks.follow(frame, left.length, roomUs, usPerFrame);
    const isClicking = clicks.isSounding(frame);
    if (!isClicking && this.#volume.isThere && this.#duck.isThere) {
      this.#settled(this.#volume.value * this.#duck.value, left, right);
      return;
    }
    for (let i = 0; i < left.length; i += 1) {
      const volume = this.#volume.next();
      const music = volume * this.#duck.next();
      this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) | 0;
      const added = this.#seed * NOISE + (isClicking ? volume * clicks.at(frame + i) : 0);
      left[i] = (left[i] as number) * music + added;
      right[i] = (right[i] as number) * music + added;
    }
  }

  /** The same without what glides: nearly always. */
  #settled(gain: number, left: Float32Array, right: Float32Array): void {
    let seed = this.#seed;
    for (let i = 0; i < left.length; i += 1) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0;
      const noise = seed * NOISE;
      left[i] = (left[i] as number) * gain + noise;
      right[i] = (right[i] as number) * gain + noise;
    }
    this.#seed = seed;
  }
}
