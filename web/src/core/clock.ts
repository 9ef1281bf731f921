/** The room's timeline as this page's `performance.now()` sees it: smooth, never running backwards. */
import { ClockFilter } from "./clock_filter";

export class RoomClock {
  readonly filter = new ClockFilter();
  /** True once enough probes have been answered to place the timeline. */
  ready = false;
  /** Half the width of what the true offset can be, µs. */
  sigmaUs = 0;
  rttUs = 0;
  jitterUs = 0;

  toRoomUs(perfMs: number): number {
    return perfMs * 1000;
  }
  toPerfMs(roomUs: number): number {
    return roomUs / 1000;
  }
  nowUs(): number {
    return this.toRoomUs(performance.now());
  }
  onChange(_callback: () => void): () => void {
    return () => undefined;
  }
}
