import type { Translation } from "../words.svelte";
import { count } from "./count";

export const music: Translation["music"] = {
  music: "音楽",
  crossfade: "クロスフェード",
  crossfadeOff: "オフ：曲を切れ目なくつなぐ",
  crossfadeFor: (seconds) => count(seconds, { other: "#秒" }),
  crossfadeHint: "この長さだけ2曲を重ねます。曲順どおりのアルバム、スキップ、1曲リピートでは重ねません。",
  loudness: "音量をそろえる",
  loudnessBy: { track: "曲ごと", album: "アルバムごと", off: "オフ" },
  fallback: "キューが終わったら",
  fallbackHint: "いつも3曲先まで用意します。だれかが追加した曲が優先されます。",
  fallbackOff: "再生を止める",
  fallbackHistory: "このルームで再生した曲をシャッフル",
  fallbackList: (name) => `プレイリスト「${name}」をシャッフル`,
  fallbackOther: "他の人のプレイリスト",
  ofTheRoom: "ルームの選曲",
  keptGoing: "Sonix が選曲",
  blendsIn: (seconds) => `この曲が終わる${count(seconds, { other: "#秒" })}前に次の曲が始まります`,
};
