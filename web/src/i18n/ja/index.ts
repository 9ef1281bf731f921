import type { Translation } from "../words.svelte";
import { account } from "./account";
import { admin } from "./admin";
import { certificate } from "./certificate";
import { chat } from "./chat";
import { chatRules } from "./chatRules";
import { closed } from "./closed";
import { follow } from "./follow";
import { health } from "./health";
import { history } from "./history";
import { home } from "./home";
import { join } from "./join";
import { library } from "./library";
import { listings } from "./listings";
import { lyrics } from "./lyrics";
import { moderation } from "./moderation";
import { modes } from "./modes";
import { music } from "./music";
import { names } from "./names";
import { notify } from "./notify";
import { parts } from "./parts";
import { people } from "./people";
import { playing } from "./playing";
import { playlists } from "./playlists";
import { problems } from "./problems";
import { queue } from "./queue";
import { refusals } from "./refusals";
import { room } from "./room";
import { scrobbling } from "./scrobbling";
import { settings } from "./settings";
import { share } from "./share";
import { sync } from "./sync";
import { times } from "./times";
import { uploads } from "./uploads";

/**
 * 日本語。です・ます調、ボタンは体言止めか辞書形、人の名前には「さん」（`person`）。用語：
 * room ルーム · queue キュー · track 曲 · cover ジャケット · library ライブラリ · playlist プレイリスト · loop リピート ·
 * host ホスト · co-host 共同ホスト · listener リスナー · people 参加者（管理ではユーザー） · role 役割 · right 権限 ·
 * guest ゲスト · account アカウント · sign in サインイン · passkey パスキー · administrator 管理者 · this Sonix この Sonix ·
 * device 端末 · remote リモコン · in step 同期 · trim 補正 · click track クリック音 · secure 安全 ·
 * knock 入室をリクエスト · let in 許可 · mute（チャット）発言を停止 ·（端末）ミュート · remove 退室させる ·
 * ban（ルーム）入室を禁止 ·（Sonix）利用を停止 · evening セッション · airtime 再生時間 · moderation モデレーション。
 * 括弧は「」、コロンは：、省略は…。英字の前後には半角の空きを置き、数字の前後には置かない（単位 ms などの前後を除く）。
 */
export const ja: Translation = {
  account,
  admin,
  certificate,
  chat,
  chatRules,
  closed,
  follow,
  health,
  history,
  home,
  join,
  library,
  listings,
  lyrics,
  moderation,
  modes,
  music,
  names,
  notify,
  parts,
  people,
  playing,
  playlists,
  problems,
  queue,
  refusals,
  room,
  scrobbling,
  settings,
  share,
  sync,
  times,
  uploads,
};
