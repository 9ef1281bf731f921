/**
 * The playback controller: from how late the sound is to how much faster to play. Pure; times in seconds, errors in µs.
 *
 * The measured skew of the clocks is fed forward outside; this only trims what is left: proportional and weak integral terms, a dead band
 * against noise, a limit so that no pitch is heard, and one jump when trimming would take too long.
 */

const PROPORTIONAL_S = 4;
const ACQUIRE_PROPORTIONAL_S = 1;
const INTEGRAL_S = 30;
const INTEGRAL_LIMIT = 50e-6;
const DEAD_BAND_US = 50;
const LIMIT = 300e-6;
const LIMIT_FAR = 1000e-6;
const LIMIT_ACQUIRE = 2000e-6;
const FAR_US = 3000;
const JUMP_US = 15_000;
const JUMP_AFTER_S = 0.4;
const SPLICE_US = 2000;
/** Chromium gives a quantum the frame of the one before now and then: 2.7 ms off, and right again in the next. */
const SPLICE_AFTER_S = 0.05;
/** A measurement is trusted for a splice when it scatters less than this, or less than a quarter of the error itself. */
const TRUSTED_RESIDUAL_US = 500;
const TRUSTED_SHARE = 0.25;
const REST_S = 1.5;
const ACQUIRE_S = 10;
/** However wild the measurements: so many jumps at once, then one in so many seconds. A jump is heard, if only as a flutter. */
const JUMPS_AT_ONCE = 4;
const JUMP_EVERY_S = 6;
/** Fastest change of the trim itself, per second: a step in the estimate must not be heard as a step in pitch. */
const SLEW_PER_S = 2000e-6;

export class RateControl {
  /** Relative change of speed now in force: +0.0003 plays 300 ppm faster. */
  trim = 0;
  #integral = 0;
  #farForS = 0;
  #offForS = 0;
  #restS = 0;
  #acquireS = 0;
  #jumpsLeft = JUMPS_AT_ONCE;

  /** A start, a join, a resume: errors are expected and corrected fast for a while. */
  acquire(): void {
    this.#acquireS = ACQUIRE_S;
    this.#farForS = 0;
    this.#restS = 0;
    this.trim = this.#integral;
  }

  /** After a jump the estimate must settle before the next one. */
  rest(): void {
    this.#restS = REST_S;
    this.#jumpsLeft = Math.max(0, this.#jumpsLeft - 1);
    this.#farForS = 0;
    this.trim = this.#integral;
  }

  /** The place was changed on purpose, and the error is gone: no correction, and so not one of the jumps. */
  moved(): void {
    this.#farForS = 0;
    this.trim = this.#integral;
  }

  /** Takes one measurement (`errUs` > 0: late) and says whether to jump instead of trimming. */
  update(errUs: number, residualUs: number, dtS: number): "trim" | "jump" {
    const acquiring = this.#acquireS > 0;
    this.#acquireS = Math.max(0, this.#acquireS - dtS);
    this.#restS = Math.max(0, this.#restS - dtS);
    this.#jumpsLeft = Math.min(JUMPS_AT_ONCE, this.#jumpsLeft + dtS / JUMP_EVERY_S);
    const size = Math.abs(errUs);
    this.#farForS = size > JUMP_US ? this.#farForS + dtS : 0;
    this.#offForS = size > SPLICE_US ? this.#offForS + dtS : 0;
    if (this.#restS === 0 && this.#jumpsLeft >= 1) {
      if (this.#farForS >= JUMP_AFTER_S) return "jump";
      const trusted = Math.max(TRUSTED_RESIDUAL_US, TRUSTED_SHARE * size);
      if (acquiring && this.#offForS >= SPLICE_AFTER_S && residualUs < trusted) return "jump";
    }
    this.#steer(errUs, size, acquiring, dtS);
    return "trim";
  }

  #steer(errUs: number, size: number, acquiring: boolean, dtS: number): void {
    const beyond = Math.sign(errUs) * Math.max(0, size - DEAD_BAND_US) * 1e-6;
    const wanted = beyond / (acquiring ? ACQUIRE_PROPORTIONAL_S : PROPORTIONAL_S) + this.#integral;
    const limit = acquiring ? LIMIT_ACQUIRE : size > FAR_US ? LIMIT_FAR : LIMIT;
    const target = Math.max(-limit, Math.min(limit, wanted));
    if (target === wanted && !acquiring) {
      const integral = this.#integral + (beyond / (PROPORTIONAL_S * INTEGRAL_S)) * dtS;
      this.#integral = Math.max(-INTEGRAL_LIMIT, Math.min(INTEGRAL_LIMIT, integral));
    }
    const most = SLEW_PER_S * dtS;
    this.trim += Math.max(-most, Math.min(most, target - this.trim));
  }
}
