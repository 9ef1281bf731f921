/** The rig page: the real player on a perfect clock (one machine's wall clock), driven by the bench through `window.rig`. */

import { MediaLink } from "../../../web/src/audio/media-link";
import type { Block, WorkletToDecoder } from "../../../web/src/audio/messages";
import { Player } from "../../../web/src/audio/player";
import type {
  ClockPort,
  MediaGrant,
  PlayableTrack,
  RenditionInfo,
  Segment,
} from "../../../web/src/audio/ports";

/** `?ppm=1000` makes the room's clock run faster than this machine's by so much: the engine has to play at that speed. */
const rate =
  1 + Number(new URLSearchParams(location.search).get("ppm") ?? 0) * 1e-6;

const clock: ClockPort = {
  toRoomUs: (perfMs) => (performance.timeOrigin + perfMs * rate) * 1000,
  toPerfMs: (roomUs) => (roomUs / 1000 - performance.timeOrigin) / rate,
  nowUs: () => (performance.timeOrigin + performance.now() * rate) * 1000,
  sigmaUs: 0,
  ready: true,
};

const grant = (renditionId: string): Promise<MediaGrant> =>
  Promise.resolve({
    rendition_id: renditionId,
    base: `/media/r/${renditionId}/`,
    query: "",
    expires_at_s: 2 ** 40,
  });

const problems: string[] = [];
const nowUs = (): number => clock.nowUs();
const player = new Player({
  clock,
  nowUs,
  grant,
  onProblem: (problem) => problems.push(`${problem.code}: ${problem.message}`),
});

/** Seeks as the engine does: a lane of the real worker, with this page in the worklet's place. */
function decode(
  rendition: RenditionInfo,
  sample: number,
  frames: number,
): Promise<string> {
  const { port1, port2 } = new MessageChannel();
  const media = new MediaLink(
    {
      clock,
      nowUs,
      grant,
      onProblem: () => undefined,
      onReport: () => undefined,
    },
    port1,
  );
  const out = new Float32Array(2 * frames);
  return new Promise((resolve) => {
    port2.onmessage = ({ data: block }: MessageEvent<Block>) => {
      const at = block.start - sample;
      const count = Math.max(0, Math.min(block.frames, frames - at));
      out.set(block.data.subarray(0, count), at);
      out.set(
        block.data.subarray(block.frames, block.frames + count),
        frames + at,
      );
      if (at + count < Math.min(frames, rendition.samples - sample)) return;
      media.end();
      resolve(base64(new Uint8Array(out.buffer)));
    };
    media.open({
      id: 1,
      rendition,
      keys: new Set(),
      lo: sample,
      hi: sample,
      neededMs: 0,
    });
    port2.postMessage({
      t: "need",
      lane: 1,
      upTo: sample + frames,
    } satisfies WorkletToDecoder);
  });
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

declare global {
  interface Window {
    rig: {
      player: Player;
      problems: string[];
      nowUs(): number;
      /** What the decoder worker gives from `sample` on: planar, left then right, as base64 of float32. */
      decode(
        rendition: RenditionInfo,
        sample: number,
        frames: number,
      ): Promise<string>;
      plan(segments: Segment[], tracks: Record<string, PlayableTrack>): void;
      /** Output timestamps as the engine read them: now, current time, context time, performance time. */
      reports: [number, number, number, number][];
    };
  }
}

window.rig = {
  player,
  problems,
  nowUs,
  decode,
  plan: (segments, tracks) =>
    player.setPlan(segments, new Map(Object.entries(tracks))),
  reports: [],
};

const original = AudioContext.prototype.getOutputTimestamp;
AudioContext.prototype.getOutputTimestamp = function (
  this: AudioContext,
): AudioTimestamp {
  const stamp = original.call(this);
  const { contextTime = 0, performanceTime = 0 } = stamp;
  window.rig.reports.push([
    performance.now(),
    this.currentTime,
    contextTime,
    performanceTime,
  ]);
  return stamp;
};
