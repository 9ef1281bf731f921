import type { Translation } from "../words.svelte";

export const problems: Translation["problems"] = {
  tryAgain: "うまくいきませんでした。もう一度お試しください。",
  tooMany: (wait) => `短い時間に何度も試されました。${wait}待ってから、もう一度お試しください。`,
  fitsIn: (wait) => `${wait}後にできます。`,
  aMinute: "1分ほど",
  unreachable: "Sonix に接続できません。接続を確認して、もう一度お試しください。",
  itsOwn: "Sonix で問題が発生しました。少し待ってから、もう一度お試しください。",
  unheard: "接続が切れているため、操作がルームに届きません。",
};
