import type { Translation } from "../words.svelte";

export const share: Translation["share"] = {
  title: "Sonix に共有",
  where: "どのルームに追加しますか？",
  nothing: "何も届いていません",
  nothingBody: "他のアプリで音楽ファイルやリンクを共有し、Sonix を選んでください。",
  files: "ファイル",
  toLibrary: "ライブラリにだけ追加",
  startRoom: "ルームを作る",
  openRoom: "ルームを開く",
  noMusic: "音楽ファイルがありません。",
  linkHint: "リンクはルームのチャットに送られます。",
  rooms: "あなたのルーム",
};
