import type { Translation } from "../words.svelte";

/** 動物や場所の前にそのまま置ける形にしてあります。 */
export const names: Translation["names"] = {
  moods: `陽気な 静かな 元気な のんきな 気ままな 優しい 明るい 素直な 勇敢な 身軽な 朗らかな 穏やかな 機敏な 夢見る
    金色の 銀色の 青い 月夜の 春の 夏の 秋の 冬の`,
  animals: `カワウソ キツネ フクロウ ペンギン イルカ ハリネズミ ウサギ リス パンダ コアラ ツバメ スズメ カワセミ ラッコ
    クジラ アザラシ シカ タヌキ ヤマネコ ムササビ ハヤブサ ツル`,
  places: `屋根裏 縁側 中庭 庭園 灯台 港 海辺 桟橋 温室 喫茶室 台所 地下室 小屋 木陰 果樹園 広間 屋上 離れ`,
  guest: (mood, animal) => `${mood}${animal}`,
  room: (mood, place) => `${mood}${place}`,
};
