/** How an error in time becomes a height: roots, so that a tenth of a millisecond shows and an echo still fits. */
const FULL_US = 40_000;

/** One value of a line: `x` from 0 (oldest) to 1 (newest). Null breaks the line. */
export interface SparkPoint {
  readonly x: number;
  readonly errUs: number | null;
}

/** Height in a box of `height`, the middle being in step; late is above. */
export function sparkY(errUs: number, height: number): number {
  const root = Math.sqrt(Math.min(1, Math.abs(errUs) / FULL_US));
  return (height / 2) * (1 - Math.sign(errUs) * root);
}

/** The `d` of an SVG path in a box of `width` × `height`. */
export function sparkPath(points: readonly SparkPoint[], width: number, height: number): string {
  let path = "";
  let drawing = false;
  for (const { x, errUs } of points) {
    if (errUs !== null) path += `${drawing ? "L" : "M"}${(x * width).toFixed(1)} ${sparkY(errUs, height).toFixed(1)}`;
    drawing = errUs !== null;
  }
  return path;
}
