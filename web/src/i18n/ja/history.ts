import type { Translation } from "../words.svelte";
import { count } from "./count";

export const history: Translation["history"] = {
  views: "表示",
  played: "再生した曲",
  evenings: "セッション",
  top: "トップ",
  noEvenings: "セッションはまだありません。ここで曲を聴くと、日ごとに記録されます。",
  evening: (tracks, people) => `${tracks} · ${people}`,
  people: (many) => count(many, { other: "#人" }),
  plays: (many) => count(many, { other: "#回再生" }),
  ever: "全期間",
  nothing: "この期間に再生された曲はありません。",
  sum: (plays, airtime, people) => `${plays} · 合計${airtime} · ${people}`,
  topTracks: "よく再生された曲",
  airtime: "追加した人別の再生時間",
  presence: "参加した人",
  title: "曲名",
  person: "人",
  times: "回数",
  time: "時間",
  asTable: "表で見る",
  share: "画像で共有",
  saved: "画像を保存しました。",
  failedPicture: "画像を作れませんでした。もう一度お試しください。",
};
