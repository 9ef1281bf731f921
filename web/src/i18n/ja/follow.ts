import type { Translation } from "../words.svelte";

export const follow: Translation["follow"] = {
  on: "始まったら通知する",
  off: "開始の通知をやめる",
  willTell: (room) => `${room}が始まるとお知らせします。`,
  needsTurningOn: "ルームをフォローしました。開始のお知らせを受け取るには、設定で通知をオンにしてください。",
  toSettings: "設定",
  noMore: (room) => `${room}のフォローをやめました。`,
};
