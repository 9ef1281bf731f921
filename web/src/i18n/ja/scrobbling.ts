import type { Translation } from "../words.svelte";
import { count } from "./count";

export const scrobbling: Translation["scrobbling"] = {
  title: "Scrobble",
  about: "ここで聴いた音楽を、ほかのサービスの自分のリストに記録します。",
  counts: "曲の半分、または4分を聴くと1回と数えます。アーティスト名のない曲は記録されません。",
  guest: "ゲストとして利用中です。アカウントを作ると、サインインしたどの端末でも続きます。",
  off: "未接続",
  unavailable: "この Sonix では設定されていません。管理者が設定できます。",
  knownAs: (name) => `${name} として接続中`,
  waiting: (plays) => count(plays, { other: "#件が送信待ち" }),
  away: "いまサービスにつながりません。聴いた曲は保存され、あとで送信されます。",
  refused: "サービスが接続を受け付けなくなりました。聴いた曲は保存されています。接続し直してください。",
  connect: "接続",
  connectTo: (service) => `${service} に接続`,
  connectAgain: "接続し直す",
  connected: (name) => `${name} として接続しました`,
  disconnect: "接続を解除",
  disconnectAsk: (service) => `${service} との接続を解除しますか？`,
  disconnectText: "これ以降は記録されません。サービスに記録済みのものは残ります。",
  disconnectWaiting: (plays) =>
    count(plays, { other: "これ以降は記録されず、送信待ちの#件は削除されます。サービスに記録済みのものは残ります。" }),
  disconnected: (service) => `${service} との接続を解除しました`,
  token: "ユーザートークン",
  tokenHint: "ListenBrainz の設定ページにあります。",
  tokenPage: "ListenBrainz の設定ページを開く",
  newTab: "新しいタブで開きます",
  lastfmSteps: "Last.fm で Sonix を許可してから、ここに戻ってください。",
  openLastfm: "Last.fm を開く",
  allowed: "許可しました",
  names: { listenbrainz: "ListenBrainz", lastfm: "Last.fm" },
};
