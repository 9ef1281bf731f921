/** The last line that has begun at `positionUs`; -1 before the first. `lines` in order of time. */
export function lineAt(lines: readonly { readonly at_us: number }[], positionUs: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle]?.at_us ?? Infinity) <= positionUs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
