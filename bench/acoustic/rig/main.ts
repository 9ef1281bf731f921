/** The rig page: the real player on a perfect clock (one machine's wall clock), driven by the bench through `window.rig`. */

import { Player } from "../../../web/src/audio/player";
import type { ClockPort, MediaGrant, PlayableTrack, Segment } from "../../../web/src/audio/ports";

const clock: ClockPort = {
  toRoomUs: (perfMs) => (performance.timeOrigin + perfMs) * 1000,
  toPerfMs: (roomUs) => roomUs / 1000 - performance.timeOrigin,
  nowUs: () => (performance.timeOrigin + performance.now()) * 1000,
  sigmaUs: 0,
  ready: true,
};

const grant = (renditionId: string): Promise<MediaGrant> =>
  Promise.resolve({ rendition_id: renditionId, base: `/media/r/${renditionId}/`, query: "", expires_at_s: 2 ** 40 });

const problems: string[] = [];
const player = new Player({ clock, grant, onProblem: (problem) => problems.push(`${problem.code}: ${problem.message}`) });

declare global {
  interface Window {
    rig: {
      player: Player;
      problems: string[];
      nowUs(): number;
      plan(segments: Segment[], tracks: Record<string, PlayableTrack>): void;
      /** Output timestamps as the engine read them: now, context time, performance time. */
      reports: [number, number, number][];
    };
  }
}

window.rig = {
  player,
  problems,
  nowUs: () => clock.nowUs(),
  plan: (segments, tracks) => player.setPlan(segments, new Map(Object.entries(tracks))),
  reports: [],
};

const original = AudioContext.prototype.getOutputTimestamp;
AudioContext.prototype.getOutputTimestamp = function (this: AudioContext): AudioTimestamp {
  const stamp = original.call(this);
  window.rig.reports.push([performance.now(), stamp.contextTime ?? 0, stamp.performanceTime ?? 0]);
  return stamp;
};
