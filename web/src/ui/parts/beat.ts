/**
 * One slow clock for everything that moves while music plays: eight steps a second, none while the page is hidden.
 *
 * Endless CSS animations and animation frames keep the main thread, the compositor and, without a GPU, the rasteriser busy 60 times a
 * second for hours. All that moves here moves a pixel or two a step; together on one clock it costs one frame a step.
 */

const BEAT_MS = 125;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

/** Calls `listener` at each step until the returned function is called, and at once when the page is shown again. */
export function onBeat(listener: () => void): () => void {
  if (listeners.size === 0) document.addEventListener("visibilitychange", run);
  listeners.add(listener);
  run();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    document.removeEventListener("visibilitychange", run);
    run();
  };
}

function run(): void {
  const moves = listeners.size > 0 && document.visibilityState === "visible";
  if (moves === (timer !== null)) return;
  if (timer !== null) clearInterval(timer);
  timer = moves ? setInterval(beat, BEAT_MS) : null;
  if (moves) beat();
}

function beat(): void {
  for (const listener of [...listeners]) listener();
}
