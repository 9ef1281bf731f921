import { describe, expect, it } from "vitest";
import type { Person } from "../../state/room.svelte";
import { notices, offlineText, silentKind, waitingText, type NoticeFacts } from "./notices";
import { initials, personState } from "./personWords";
import { placeAfterShift } from "./roomActions";
import { seekKey } from "./seekKey";
import { shortcutFor, type Focus } from "./shortcuts";
import { millisText, syncLevel } from "../../state/sync_level";
import { barHeights, barsPath } from "./waveform";

const NOWHERE: Focus = { editing: false, pressable: false, arrows: false };
const press = (key: string, more: { ctrlKey?: boolean; repeat?: boolean } = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  ...more,
});

describe("shortcuts", () => {
  it.each([
    [" ", "toggle"],
    ["ArrowLeft", "back"],
    ["j", "queueDown"],
    ["K", "queueUp"],
    ["/", "search"],
    ["m", "mute"],
    ["?", "help"],
    ["x", null],
  ])("%s", (key, shortcut) => expect(shortcutFor(press(key), NOWHERE)).toBe(shortcut));

  it("leave text fields alone", () => expect(shortcutFor(press("m"), { ...NOWHERE, editing: true })).toBeNull());
  it("leave the browser's own combinations alone", () =>
    expect(shortcutFor(press("k", { ctrlKey: true }), NOWHERE)).toBeNull());
  it("leave Space to a focused button, and arrows to a focused slider", () => {
    expect(shortcutFor(press(" "), { ...NOWHERE, pressable: true })).toBeNull();
    expect(shortcutFor(press("ArrowLeft"), { ...NOWHERE, arrows: true })).toBeNull();
  });
  it("do not toggle over and over while Space is held", () =>
    expect(shortcutFor(press(" ", { repeat: true }), NOWHERE)).toBeNull());
});

describe("keys on the seek bar", () => {
  const length = 100_000_000;
  it.each([
    ["ArrowRight", 50_000_000, 55_000_000],
    ["ArrowLeft", 2_000_000, 0],
    ["PageUp", 50_000_000, 80_000_000],
    ["Home", 50_000_000, 0],
  ])("%s from %i", (key, from, to) => expect(seekKey(key, from, length)).toBe(to));
  it("stay inside the track", () => expect(seekKey("End", 0, length)).toBeLessThan(length));
  it("leave others alone", () => expect(seekKey("a", 0, length)).toBeNull());
});

describe("the sync light", () => {
  it.each([
    [null, "unknown"],
    [0, "good"],
    [-5_000, "good"],
    [5_001, "fair"],
    [-20_000, "bad"],
  ])("%s µs is %s", (errUs, level) => expect(syncLevel(errUs)).toBe(level));

  it("tells milliseconds, finer where it matters", () => {
    expect(millisText(-840)).toBe("0.8 ms");
    expect(millisText(37_400)).toBe("37 ms");
    expect(millisText(null)).toBe("–");
  });
});

describe("why this device is silent", () => {
  it.each([
    ["playing", null, null],
    ["locked", "other-tab", "locked"],
    ["playing", "other-tab", "other-tab"],
    ["playing", "here", "silenced"],
    ["interrupted", null, "silenced"],
    ["remote", null, null],
    ["remote", "other-tab", null],
  ] as const)("%s, %s: %s", (sound, silence, kind) => expect(silentKind({ sound, silence })).toBe(kind));
});

describe("notices", () => {
  const fine: NoticeFacts = {
    connection: "online",
    loaded: true,
    gated: false,
    secure: true,
  };
  it.each([
    [{ loaded: true, playing: true }, /plays on/],
    [{ loaded: true, playing: false }, /^Connection lost\. You/],
    [{ loaded: false, playing: false }, /opens by itself/],
  ])("say of a lost connection what holds for %o", (room, words) => expect(offlineText(room)).toMatch(words));
  it("are none when all is well", () => expect(notices(fine)).toEqual([]));
  it("put a lost connection first", () => {
    expect(notices({ ...fine, connection: "offline", secure: false })).toEqual(["offline", "insecure"]);
  });
  it("tell of a lost connection, but not while first connecting", () => {
    expect(notices({ ...fine, connection: "connecting", loaded: false })).toEqual([]);
    expect(notices({ ...fine, connection: "connecting" })).toEqual(["offline"]);
  });
  it("don't ask to start now while nobody would hear of it", () => {
    expect(notices({ ...fine, gated: true, connection: "offline" })).toEqual(["offline"]);
  });
});

function person(name: string, more: Partial<NonNullable<Person["presence"]>> = {}, isMe = false): Person {
  const presence = {
    member_id: name,
    connected: true,
    listening: true,
    err_us: 900,
    sigma_us: 100,
    rtt_us: 5_000,
    hidden: false,
    audible: true,
    buffering: false,
    remote: false,
    cause: "none" as const,
    ...more,
  };
  return {
    member_id: name,
    name,
    joined_at_us: 0,
    left: false,
    role: "listener",
    muted_until_us: 0,
    presence,
    isMe,
    isHost: false,
  };
}

describe("who a start waits for", () => {
  const late = { buffering: true };
  it("names one, two, or one and how many others", () => {
    expect(waitingText([person("Ana", late), person("Ben")])).toBe("Waiting for Ana …");
    expect(waitingText([person("Ana", late), person("Ben", late)])).toBe("Waiting for Ana and Ben …");
    expect(waitingText(["Ana", "Ben", "Chiara"].map((name) => person(name, late)))).toBe(
      "Waiting for Ana and 2 others …",
    );
  });
  it("says so when it is oneself", () => expect(waitingText([person("Ana", late, true)])).toBe("Waiting for you …"));
});

describe("a person in the list", () => {
  it("shows how well in step, or why not", () => {
    expect(personState(person("Ana"))).toEqual({ words: "0.9 ms", level: "good" });
    expect(personState(person("Ana", { audible: false })).words).toBe("Sound is off");
    expect(personState(person("Ana", { audible: false, cause: "muted" })).words).toBe("Muted");
    expect(personState({ ...person("Ana"), presence: null }).level).toBe("away");
  });
  it("is ready in a silence, and known only as of last when the connection is lost", () => {
    expect(personState(person("Ana", { err_us: null }), { playing: false }).words).toBe("Ready");
    expect(personState(person("Ana"), { known: false })).toEqual({ words: "0.9 ms · last known", level: "unknown" });
  });
  it("has initials from first and last word", () => {
    expect(initials("Fatima Al-Sayed")).toBe("FA");
    expect(initials("ana")).toBe("A");
    expect(initials("")).toBe("");
  });
});

describe("moving an entry by buttons", () => {
  const upcoming = ["a", "b", "c"].map((entry_id) => ({ entry_id }));
  it.each([
    ["b", -1, null],
    ["c", -1, "a"],
    ["a", 1, "b"],
    ["a", -1, undefined],
    ["c", 1, undefined],
    ["gone", 1, undefined],
  ] as const)("%s by %i goes after %s", (entryId, by, after) =>
    expect(placeAfterShift(upcoming, entryId, by)).toBe(after),
  );
});

describe("the waveform", () => {
  it("keeps the loudest of what a bar stands for", () => {
    const peaks = new Uint8Array(1600);
    peaks.set([255, 255], 2 * 399);
    const heights = barHeights(peaks, 100);
    expect(heights[49]).toBe(1);
    expect(Math.max(...heights.filter((_height, bar) => bar !== 49))).toBeLessThan(0.1);
  });
  it("uses the whole height for a quiet track too", () => {
    expect(Math.max(...barHeights(new Uint8Array(1600).fill(40), 10))).toBe(1);
  });
  it("is a low line for silence", () => expect(Math.max(...barHeights(new Uint8Array(1600), 10))).toBeLessThan(0.1));
  it("is an even line without peaks", () => expect(new Set(barHeights(null, 40)).size).toBe(1));
  it("draws one stroke a bar, inside its box", () => {
    const path = barsPath([1, 0.5], 10, 20, 2);
    expect(path).toBe("M2.5 1.0V19.0M7.5 5.5V14.5");
  });
});
