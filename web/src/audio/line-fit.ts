/** A robust line through reports: offset (time minus nominal time) as a function of time. Pure; times in ms. */

export interface Report {
  readonly perfMs: number;
  /** Time minus the frame's nominal time. */
  readonly offsetMs: number;
}

/** `residualMs`: how far the reports scatter around it. */
export interface Line {
  readonly atMs: number;
  readonly offsetMs: number;
  readonly slope: number;
  readonly residualMs: number;
}

/** What is known of the slope beforehand; `weight` in ms² of reports: the spread of times that counts as much. */
export interface SlopePrior {
  readonly slope: number;
  readonly weight: number;
}

/** No sound card is further off. */
const MOST_SLOPE = 300e-6;
const ROUNDS = 4;
const STEEP_OVER_MS = 480;
const FEWEST_SLOPES = 4;

/** How far a report lies above a line. */
export function above(line: Line, perfMs: number, offsetMs: number): number {
  return offsetMs - line.offsetMs - line.slope * (perfMs - line.atMs);
}

/** Tukey's biweight around a line, a few rounds; the result is given at `atMs`. At least one report. */
export function fitLine(reports: readonly Report[], prior: SlopePrior, atMs: number): Line {
  const weights = reports.map(() => 1);
  let line: Line = { atMs, offsetMs: 0, slope: prior.slope, residualMs: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    line = weightedLine(reports, weights, prior);
    const residuals = reports.map((report) => Math.abs(above(line, report.perfMs, report.offsetMs)));
    const spread = 1.48 * median(residuals);
    const reach = 4.5 * (spread + 0.02);
    residuals.forEach((residual, i) => {
      weights[i] = residual < reach ? (1 - (residual / reach) ** 2) ** 2 : 1e-9;
    });
    line = { ...line, residualMs: spread };
  }
  return { ...line, offsetMs: line.offsetMs + line.slope * (atMs - line.atMs), atMs };
}

function weightedLine(reports: readonly Report[], weights: readonly number[], prior: SlopePrior): Line {
  let total = 0;
  let x = 0;
  let y = 0;
  reports.forEach((report, i) => {
    const weight = weights[i] ?? 0;
    total += weight;
    x += weight * report.perfMs;
    y += weight * report.offsetMs;
  });
  const atMs = x / total;
  const offsetMs = y / total;
  let xx = prior.weight;
  let xy = prior.weight * prior.slope;
  reports.forEach((report, i) => {
    const weight = weights[i] ?? 0;
    xx += weight * (report.perfMs - atMs) ** 2;
    xy += weight * (report.perfMs - atMs) * (report.offsetMs - offsetMs);
  });
  return { atMs, offsetMs, slope: Math.max(-MOST_SLOPE, Math.min(MOST_SLOPE, xy / xx)), residualMs: 0 };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * How steeply the newest reports run, over half a second at a time: blind to single steps between them, which is how PulseAudio corrects
 * itself. Null while they are too few.
 */
export function steepness(reports: readonly Report[], spanMs: number): number | null {
  const fromMs = (reports.at(-1)?.perfMs ?? 0) - spanMs;
  const recent = reports.filter((report) => report.perfMs >= fromMs);
  const slopes: number[] = [];
  let back = 0;
  for (const report of recent) {
    while ((recent[back + 1]?.perfMs ?? Infinity) <= report.perfMs - STEEP_OVER_MS) back += 1;
    const earlier = recent[back];
    if (earlier === undefined || report.perfMs - earlier.perfMs < STEEP_OVER_MS) continue;
    slopes.push((report.offsetMs - earlier.offsetMs) / (report.perfMs - earlier.perfMs));
  }
  return slopes.length < FEWEST_SLOPES ? null : median(slopes);
}
