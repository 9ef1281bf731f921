import type { Translation } from "../words.svelte";

export const settings: Translation["settings"] = {
  appearance: "表示",
  theme: "テーマ",
  themes: { system: "システム", dark: "ダーク", light: "ライト" },
  language: "言語",
  languageAuto: (language) => `ブラウザに合わせる（${language}）`,
  languageFailed: "この言語を読み込めませんでした。接続を確認して、もう一度お試しください。",
};
