import type { Translation } from "../words.svelte";
import { count } from "./count";

export const chatRules: Translation["chatRules"] = {
  title: "チャット",
  switchOn: "チャットを使う",
  switchReactions: "ジャケットの上にリアクションを表示",
  slowMode: "低速モード：1人が続けて送れる間隔",
  slowOff: "オフ",
  seconds: (many) => count(many, { other: "#秒" }),
  minutes: (many) => count(many, { other: "#分" }),
  kept: "メッセージの保存期間",
  keptDays: (many) => count(many, { other: "#日" }),
  keptAlways: "ルームがある間",
  blocked: "禁止ワード",
  blockedHint: "コンマで区切って50語まで。含むメッセージは送信されません。",
};
