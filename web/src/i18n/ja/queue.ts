import type { Translation } from "../words.svelte";
import { count } from "./count";

export const queue: Translation["queue"] = {
  queue: "キュー",
  bringBack: "最後に削除した曲を戻す",
  clear: "これからの曲をすべて削除",
  played: (many) => `再生済み · ${many}`,
  playingNow: "再生中",
  next: "次の曲",
  nothingAfter: "この後の曲はありません。",
  empty: "キューは空です。",
  addSome: "曲を追加して盛り上げましょう。",
  hostAdds: "曲を追加できる人はホストが決めています。",
  addedBy: "追加した人",
  moveTrack: (title) => `「${title}」を移動`,
  remove: "削除",
  addToPlaylist: "プレイリストに追加",
  saveQueue: "キューをプレイリストに保存",
  saveHistory: "プレイリストに保存",
  playNow: "今すぐ再生",
  playNext: "次に再生",
  moveUp: "上へ移動",
  moveDown: "下へ移動",
  nothingToPlay: "再生できる曲がまだありません。",
  playAgain: "もう一度再生",
  removedOne: (title) => `「${title}」を削除しました`,
  removedMany: (many) => count(many, { other: "#曲を削除しました" }),
};
