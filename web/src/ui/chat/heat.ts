/** The line over the waveform: where people loved the track. */

const SMOOTHING = [0.25, 0.5, 0.25] as const;

/** An SVG path over `width` × `height` pixels, standing on the lower edge; empty where nobody reacted. */
export function heatPath(bins: readonly number[], width: number, height: number): string {
  const most = Math.max(0, ...bins);
  if (most === 0 || width <= 0) return "";
  const smooth = bins.map((_each, i) =>
    SMOOTHING.reduce((sum, share, step) => sum + share * (bins[i + step - 1] ?? 0), 0),
  );
  const top = Math.max(...smooth);
  const at = (i: number): string => {
    const x = ((i + 0.5) * width) / bins.length;
    const y = height - ((smooth[i] ?? 0) / top) * (height - 2);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  return `M0 ${height}L${bins.map((_each, i) => at(i)).join("L")}L${width} ${height}Z`;
}
