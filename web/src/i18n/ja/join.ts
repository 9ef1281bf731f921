import type { Translation } from "../words.svelte";
import { person } from "./person";

export const join: Translation["join"] = {
  hostedBy: (host, who) => `ホスト：${person(host)} · ${who}`,
  nobodyListens: "リスナーはまだいません",
  knockFirst: "入室をリクエストすると、中の人が許可してくれます。",
  lockedNow: "このルームはロック中です。メンバーだけが入れます。",
  nothingPlays: "まだ何も再生されていません。",
  join: "参加して聴く",
  joining: "参加中…",
  tags: "タグ",
  past: "これまでに再生した曲",
  roomPassword: "ルームのパスワード",
  hasPassword: "このルームにはパスワードがあります。招待してくれた人に聞いてください。",
  opensAt: (when) => `開始：${when}`,
  opensIn: "開始まで",
  joinThen: "始まったら参加",
  waiting: "ルームが始まると自動で入ります。この画面を開いたままにしてください。",
  noWaiting: "待つのをやめる",
  toCalendar: "カレンダーに追加",
  remote: "操作だけする（音は出しません）",
  insecure: "このページは安全ではありません。",
  insecureLink: "ぴったり同期するには、安全なページを開いてください。",
  otherCode: "別のコードを入力",
  noRoom: "ルームが見つかりません",
  noRoomText: (code) =>
    `コード ${code} のルームはありません。入力間違いか、ルームが削除された可能性があります。招待してくれた人に確認してください。`,
  tooMany: "試した回数が多すぎます",
  tooManyText: (wait) => `ルームを守るため、1分間に試せるコードの数には限りがあります。${wait}`,
  notOpened: "ルームを開けませんでした",
  unreachable: "Sonix に接続できません",
  unreachableText:
    "インターネット（自宅のサーバーなら同じネットワーク）につながっているか確認して、もう一度お試しください。",
};
