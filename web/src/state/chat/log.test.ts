import { describe, expect, it } from "vitest";
import type { Quote, Said } from "../../core/protocol.gen";
import { changed, fresh } from "./log";

function said(seq: number, more: Partial<Said> = {}): Said {
  const words = { member_id: "ben", name: "Ben", text: `Line ${seq}`, mentions: [], reply_to: null };
  const marks = { at_us: seq, edited_at_us: null, deleted: false };
  return { seq, rev: seq, msg_id: `m${seq}`, ...words, ...marks, ...more };
}

const quote = (seq: number, text = `Line ${seq}`): Quote => ({ seq, member_id: "ben", name: "Ben", text });

describe("what quotes a message", () => {
  const log = fresh([said(2), said(3, { reply_to: quote(2) }), said(4, { reply_to: quote(1) })], 4, true);
  const quotes = (changes: Said[]) => changed(log, changes, 5).said.map((each) => each.reply_to?.text ?? null);

  it("follows it when it is edited, as far as a quote goes", () => {
    const text = "🎉".repeat(200);
    expect(quotes([said(2, { rev: 5, text, edited_at_us: 5 })])).toEqual([null, "🎉".repeat(160), "Line 1"]);
  });

  it("says nothing any more when it is deleted, also when it is too old to be known here", () => {
    expect(quotes([said(2, { rev: 5, text: "", deleted: true })])).toEqual([null, "", "Line 1"]);
    expect(quotes([said(1, { rev: 5, text: "", deleted: true })])).toEqual([null, "Line 2", ""]);
  });

  it("does not go back to what it was before", () => {
    const edited = changed(log, [said(2, { rev: 5, text: "New" })], 5);
    expect(changed(edited, [said(2)], 5).said[1]?.reply_to?.text).toBe("New");
  });

  it("leaves every other message the very same", () => {
    const after = changed(log, [said(2, { rev: 5, text: "New" })], 5).said;
    expect([after[1] === log.said[1], after[2] === log.said[2]]).toEqual([false, true]);
    const same = changed(log, [said(2, { rev: 5, mentions: ["ana"] }), said(6)], 6).said;
    expect([same[1] === log.said[1], same[2] === log.said[2]]).toEqual([true, true]);
  });
});
