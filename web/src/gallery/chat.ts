/** A conversation in which everything stands that a message can be. */
import type { Said, ServerMessage } from "../core/protocol.gen";

const MINUTE_US = 60e6;

function line(seq: number, member: number, text: string, nowUs: number, more: Partial<Said> = {}): Said {
  const at_us = nowUs - (10 - seq) * 3 * MINUTE_US;
  const plain = { reply_to: null, mentions: [], edited_at_us: null, deleted: false };
  const who = { member_id: `member-${member}`, name: member === 0 ? "Ana" : "Ben" };
  return { seq, rev: seq, msg_id: `m${seq}`, ...who, text, at_us, ...plain, ...more };
}

export function conversation(nowUs: number, long: boolean): ServerMessage[] {
  const endless = "Donaudampfschifffahrtsgesellschaft".repeat(6);
  const said = [
    line(1, 1, "Good evening, **everybody**. Who has the _next_ one?", nowUs - 86_400e6),
    line(2, 0, "I do! See https://example.org/a/long/address?with=much&in=it and `code`.", nowUs),
    line(3, 1, "", nowUs, { deleted: true }),
    line(4, 1, "This one is a dream 🎶", nowUs, {
      reply_to: { seq: 2, member_id: "member-0", name: "Ana", text: "I do! See https://example.org" },
      edited_at_us: nowUs,
    }),
    line(5, 1, "@Ana listen to the end", nowUs, { mentions: ["member-0"] }),
    line(6, 0, long ? endless : "I will.", nowUs),
  ];
  return [
    { type: "chat_opened", seq: 6, said, more: false },
    { type: "chat", after: 6, seq: 6, said: [], reactions: [], typing: [{ member_id: "member-1", name: "Ben" }] },
  ];
}

/** A track that was loved in the middle of its second half. */
export function heat(): unknown {
  return { track_id: "track-2", bins: Array.from({ length: 100 }, (_, i) => Math.max(0, 9 - Math.abs(72 - i))) };
}
