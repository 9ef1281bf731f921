/** `peaks.bin`: this many pairs of one byte peak and one byte RMS. */
const BUCKETS = 800;
const LEAST = 0.06;

/** Heights (0 to 1) of `count` bars for a track's peaks; a low, even line while there are none. */
export function barHeights(peaks: Uint8Array | null, count: number): number[] {
  if (!peaks || peaks.length < BUCKETS * 2) return Array.from({ length: count }, () => LEAST);
  return Array.from({ length: count }, (_unused, bar) => {
    const from = Math.floor((bar * BUCKETS) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * BUCKETS) / count));
    let loudest = 0;
    for (let bucket = from; bucket < to; bucket += 1) {
      const peak = peaks[bucket * 2] ?? 0;
      const rms = peaks[bucket * 2 + 1] ?? 0;
      // Peaks alone make modern music a brick; the mean gives it a shape.
      loudest = Math.max(loudest, (peak + 2 * rms) / 3);
    }
    return Math.max(LEAST, loudest / 255);
  });
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
