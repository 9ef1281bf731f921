import type { Translation } from "../words.svelte";
import { count } from "./count";

export const closed: Translation["closed"] = {
  replaced: {
    title: "開いている数が多すぎます",
    text: "このルームを、1人で使える数より多くのタブや端末で開いたため、最初に開いたここが閉じられました。ここで聴くと、次に古いものが閉じます。",
  },
  gone: {
    title: "ルームはなくなりました",
    text: "ホストか管理者が閉じた可能性があります。新しいルームを作ることもできます。",
  },
  updated: { title: "Sonix が更新されました", text: "続けて聴くには、ページを再読み込みしてください。" },
  expired: { title: "もう一度参加してください", text: "有効期限が切れました。1回タップすれば参加できます。" },
  signedOut: {
    title: "サインアウトしました",
    text: "この端末か別の端末から、サインアウトの操作がありました。もう一度参加できます。",
  },
  banned: {
    title: "利用を停止されました",
    text: "この Sonix の管理者により利用が停止されました。心当たりがなければ管理者に問い合わせてください。",
  },
  removed: { title: "ルームから退室させられました", text: "入れる状態なら、もう一度参加できます。" },
  roomBanned: {
    title: "このルームへの入室を禁止されています",
    text: "ホストか、禁止した人が解除すると、また入れます。",
  },
  locked: { title: "ルームはロック中です", text: "今は新しい人は入れません。時間をおいてお試しください。" },
  notLetIn: { title: "入室が許可されませんでした", text: "しばらくすると、もう一度リクエストできます。" },
  againIn: (minutes) => count(minutes, { other: "あと#分で、もう一度リクエストできます。" }),
  nobodyOpened: {
    title: "応答がありませんでした",
    text: "気づかれなかったのかもしれません。もう一度リクエストできます。",
  },
  reason: (reason) => `理由：${reason}`,
  knockAgain: "もう一度リクエスト",
  waiting: {
    title: (room) => `「${room}」に入室をリクエスト中`,
    text: "ルームの人が許可するのを待っています。許可されると自動で入ります。",
    stop: "待つのをやめる",
  },
  left: { title: "ルームから退出しました", text: "いつでもまた参加できます。" },
  other: { title: "ルームとの接続が切れました", text: "もう一度参加してください。" },
  listenHere: "ここで聴く",
  joinAgain: "もう一度参加",
};
