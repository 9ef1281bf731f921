/** The emojis one can pick, and the names they are typed by. Fetched when somebody begins to write. */
export interface Emoji {
  readonly char: string;
  readonly names: readonly string[];
}

export const GROUPS = ["faces", "hands", "hearts", "party", "music", "things"] as const;
export type Group = (typeof GROUPS)[number];

const LISTS: Readonly<Record<Group, string>> = {
  faces:
    "😀 grinning happy|😄 smile|😁 beaming grin|😆 laughing|😅 sweat_smile|🤣 rofl|😂 joy tears|🙂 slight_smile|🙃 upside_down|😉 wink|😊 blush|😇 angel innocent|🥰 adore loved|😍 heart_eyes|🤩 star_struck wow|😘 kiss|😋 yum|😛 tongue|😜 crazy wink_tongue|🤪 zany|🤗 hug|🤭 giggle|🤫 shush quiet|🤔 thinking hmm|🤐 zipper|😐 neutral|😑 expressionless|😶 speechless|😏 smirk|🙄 eye_roll|😬 grimace|😌 relieved|😔 pensive|😴 sleeping zzz|😷 mask|🤒 sick|🤯 mind_blown exploding|🥳 partying|😎 cool sunglasses|🤓 nerd|🧐 monocle|😕 confused|😟 worried|😮 surprised open_mouth|😲 astonished|😳 flushed|🥺 pleading|😢 cry sad|😭 sob|😱 scream|😩 weary|🥱 yawn|😤 triumph|😡 angry rage|🤬 cursing|😈 devil|💀 skull dead|👻 ghost|👽 alien|🤖 robot|💩 poop|🙈 see_no_evil|🙉 hear_no_evil|🙊 speak_no_evil|🫠 melting|🫡 salute|🥲 happy_tear",
  hands:
    "👍 thumbsup +1 yes|👎 thumbsdown -1 no|👏 clap applause|🙌 raised_hands hooray|👐 open_hands|🤝 handshake|🙏 pray thanks please|✌️ victory peace|🤞 fingers_crossed|🤟 love_you|🤘 rock metal|👌 ok|🤌 pinched|👈 left|👉 right|👆 up|👇 down|👋 wave hello bye|🖐️ hand|✊ fist|👊 punch|💪 muscle strong|🫶 heart_hands|🫰 snap|👀 eyes look|👂 ear listen|🧠 brain|🤷 shrug|🤦 facepalm",
  hearts:
    "❤️ heart love|🧡 orange_heart|💛 yellow_heart|💚 green_heart|💙 blue_heart|💜 purple_heart|🖤 black_heart|🤍 white_heart|💔 broken_heart|💕 two_hearts|💖 sparkling_heart|💯 hundred 100|✨ sparkles|⭐ star|🌟 glowing_star|💫 dizzy|🔥 fire lit hot|💥 boom|💤 zzz_sign|❗ exclamation|❓ question|✅ check done|❌ cross|⚠️ warning",
  party:
    "🎉 tada party|🎊 confetti|🥂 cheers toast|🍻 beers|🍺 beer|🍷 wine|🍹 cocktail drink|☕ coffee|🍵 tea|🍕 pizza|🍔 burger|🍟 fries|🍿 popcorn|🎂 cake birthday|🍰 shortcake|🍪 cookie|🍫 chocolate|🍓 strawberry|🍉 watermelon|🎈 balloon|🎁 gift|🏆 trophy win|🥇 gold first|🎯 bullseye|🪩 disco mirror_ball|🕺 dancing dance_man|💃 dancer dance|🕯️ candle|🌙 moon night|☀️ sun|🌈 rainbow|🌊 ocean sea|❄️ snow|🌸 blossom flower",
  music:
    "🎵 note music|🎶 notes|🎼 score|🎧 headphones|🎤 microphone sing karaoke|🎸 guitar|🎹 piano keys|🥁 drum|🎺 trumpet|🎷 saxophone|🎻 violin|🪕 banjo|🪗 accordion|📻 radio|💿 cd disc|📀 dvd|🔊 loud volume|🔉 quieter|🔇 muted silent|🎚️ fader|🎛️ knobs|⏯️ play_pause|⏭️ skip next|🔁 repeat|🔀 shuffle",
  things:
    "🚀 rocket|🛸 ufo|🚗 car|🚲 bike|🏠 house home|🌍 world earth|⏰ alarm|⏳ hourglass wait|📱 phone|💻 laptop|📷 camera|🎬 film|📚 books|✏️ pencil|📌 pin|🔗 link|🔒 lock|🔑 key|💡 idea bulb|🔋 battery|🔌 plug|🐶 dog|🐱 cat|🦊 fox|🐻 bear|🐼 panda|🦁 lion|🐸 frog|🐵 monkey|🐔 chicken|🦄 unicorn|🐝 bee|🐢 turtle|🐙 octopus|🦋 butterfly",
};

export function emojiOf(group: Group): readonly Emoji[] {
  return LISTS[group].split("|").map((line) => {
    const [char = "", ...names] = line.split(" ");
    return { char, names };
  });
}

export const ALL_EMOJI: readonly Emoji[] = GROUPS.flatMap(emojiOf);
