/** `peaks.bin`: this many pairs of one byte peak and one byte RMS. */
const BUCKETS = 800;
const LEAST = 0.06;
/** The bytes are square roots of amplitudes: this much of that is taken back, so that quiet and loud look different. */
const SHAPE = 1.7;

/** Heights (0 to 1) of `count` bars for a track's peaks, the loudest being 1; a low, even line while there are none. */
export function barHeights(peaks: Uint8Array | null, count: number): number[] {
  const levels = Array.from({ length: count }, (_unused, bar) => (peaks ? loudest(peaks, bar, count) : 0));
  const top = Math.max(...levels);
  return levels.map((level) => (top === 0 ? LEAST : Math.max(LEAST, (level / top) ** SHAPE)));
}

/** The loudest of the buckets that bar number `bar` of `count` stands for, 0 to 255. */
function loudest(peaks: Uint8Array, bar: number, count: number): number {
  const from = Math.floor((bar * BUCKETS) / count);
  const to = Math.max(from + 1, Math.floor(((bar + 1) * BUCKETS) / count));
  let most = 0;
  for (let bucket = from; bucket < to; bucket += 1) {
    const peak = peaks[bucket * 2] ?? 0;
    const rms = peaks[bucket * 2 + 1] ?? 0;
    // Peaks alone make modern music a brick; the mean gives it a shape.
    most = Math.max(most, (peak + 2 * rms) / 3);
  }
  return most;
}

/** An SVG path of upright strokes, centred, over `width` × `height` pixels; rounded caps reach half a `stroke` further. */
export function barsPath(heights: readonly number[], width: number, height: number, stroke: number): string {
  const step = width / Math.max(1, heights.length);
  const reach = height - stroke;
  return heights
    .map((share, bar) => {
      const x = ((bar + 0.5) * step).toFixed(1);
      const half = (share * reach) / 2;
      return `M${x} ${(height / 2 - half).toFixed(1)}V${(height / 2 + half).toFixed(1)}`;
    })
    .join("");
}
