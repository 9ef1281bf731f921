import type { Translation } from "../words.svelte";

export const notify: Translation["notify"] = {
  title: "通知",
  about: "Sonix を開いていないときもお知らせします。",
  turnOn: "通知をオンにする",
  turnOff: "オフにする",
  mentions: "チャットでメンションされたとき",
  opened: "フォロー中のルームが始まったとき",
  openedHint: "ルームのメニューからフォローできます。",
  test: "テスト通知を送る",
  testSent: "送信しました。",
  missing: "このブラウザでは通知を使えません。iPhone や iPad では、先に Sonix をホーム画面に追加してください。",
  insecure: "通知を使えるのは安全なページだけです。https のアドレスで Sonix を開いてください。",
  denied: "このサイトの通知はブラウザで拒否されています。ブラウザのサイト設定で変更できます。",
};
