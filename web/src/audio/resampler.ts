/**
 * Continuous windowed-sinc resampler: reads a 48 kHz signal at any position, at a step that may change at any time.
 *
 * 32 taps under a Kaiser window (beta 9), 512 phases with linear interpolation between them. Flat to 19.5 kHz, images from 28 kHz
 * on below -90 dB; Opus carries nothing above 20 kHz, so the same table serves 44.1, 48 and 96 kHz outputs. At a whole position
 * the row is a unit impulse: an output in step passes bit for bit.
 */

export const TAPS = 32;
/** Samples needed after the read position; one less before it. */
export const HALF = TAPS / 2;
const PHASES = 512;
const KAISER_BETA = 9;

/** Modified Bessel function of the first kind, order 0. */
function bessel0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function kernel(distance: number): number {
  const edge = distance / HALF;
  if (Math.abs(edge) >= 1) return 0;
  const window = bessel0(KAISER_BETA * Math.sqrt(1 - edge * edge)) / bessel0(KAISER_BETA);
  if (Math.abs(distance) < 1e-9) return window;
  return (window * Math.sin(Math.PI * distance)) / (Math.PI * distance);
}

/** Row p holds the taps for the fraction p/512; one row more than there are phases, for the interpolation. */
export function makeKernelTable(): Float32Array {
  const table = new Float32Array((PHASES + 1) * TAPS);
  const row = new Float64Array(TAPS);
  for (let phase = 0; phase <= PHASES; phase += 1) {
    let sum = 0;
    for (let k = 0; k < TAPS; k += 1) {
      row[k] = kernel(k - (HALF - 1) - phase / PHASES);
      sum += row[k] ?? 0;
    }
    for (let k = 0; k < TAPS; k += 1) table[phase * TAPS + k] = (row[k] ?? 0) / sum;
  }
  return table;
}

/**
 * Writes `count` frames. Frame i reads position `at + i * step` of the input, so `input[0]` must lie at least 15 samples before
 * `at` and the last one 16 after the last position.
 */
export function resample(
  table: Float32Array,
  inLeft: Float32Array,
  inRight: Float32Array,
  at: number,
  step: number,
  outLeft: Float32Array,
  outRight: Float32Array,
  count: number,
): void {
  let i = 0;
  while (i < count) {
    const position = at + i * step;
    const whole = Math.floor(position);
    const phase = (position - whole) * PHASES;
    const lower = Math.floor(phase);
    const last = at + (i + 3) * step - whole - 3;
    // Near the music's own rate four frames in a row nearly always share a row of the table.
    if (i + 4 <= count && last >= 0 && last < 1 && Math.floor(last * PHASES) === lower) {
      const read = whole - (HALF - 1);
      four(table, lower * TAPS, phase - lower, (step - 1) * PHASES, inLeft, read, outLeft, i);
      four(table, lower * TAPS, phase - lower, (step - 1) * PHASES, inRight, read, outRight, i);
      i += 4;
      continue;
    }
    const blend = phase - lower;
    let tap = lower * TAPS;
    let read = whole - (HALF - 1);
    let left = 0;
    let right = 0;
    for (let k = 0; k < TAPS; k += 1) {
      const low = table[tap] as number;
      const weight = low + blend * ((table[tap + TAPS] as number) - low);
      left += weight * (inLeft[read] as number);
      right += weight * (inRight[read] as number);
      tap += 1;
      read += 1;
    }
    outLeft[i] = left;
    outRight[i] = right;
    i += 1;
  }
}

/** Four frames of one channel that share a row: each tap and each sample is loaded once. `blend` grows by `more` from one to the next. */
function four(
  table: Float32Array,
  row: number,
  blend: number,
  more: number,
  input: Float32Array,
  from: number,
  out: Float32Array,
  i: number,
): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const [b1, b2, b3] = [blend + more, blend + 2 * more, blend + 3 * more];
  let x0 = input[from] as number;
  let x1 = input[from + 1] as number;
  let x2 = input[from + 2] as number;
  for (let k = 0; k < TAPS; k += 1) {
    const low = table[row + k] as number;
    const rise = (table[row + TAPS + k] as number) - low;
    const x3 = input[from + k + 3] as number;
    s0 += (low + blend * rise) * x0;
    s1 += (low + b1 * rise) * x1;
    s2 += (low + b2 * rise) * x2;
    s3 += (low + b3 * rise) * x3;
    x0 = x1;
    x1 = x2;
    x2 = x3;
  }
  out[i] = s0;
  out[i + 1] = s1;
  out[i + 2] = s2;
  out[i + 3] = s3;
}
