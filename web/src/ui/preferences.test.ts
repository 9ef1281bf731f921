import { describe, expect, it } from "vitest";
import { Preferences } from "./preferences.svelte";
import { systemPauseReaches } from "./room/mediaSession";

function shelf() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

describe("preferences", () => {
  it("begin with a pause that stays on this device, and keys that act", () => {
    const fresh = new Preferences(shelf);
    expect([fresh.systemPause, fresh.shortcuts]).toEqual(["device", true]);
  });
  it("are kept between visits", () => {
    const browser = shelf();
    const before = new Preferences(() => browser);
    before.chooseSystemPause("room");
    before.chooseShortcuts(false);
    const after = new Preferences(() => browser);
    expect([after.systemPause, after.shortcuts]).toEqual(["room", false]);
  });
  it("do without storage where the browser closes it", () => {
    const closed = new Preferences(() => {
      throw new Error("no storage here");
    });
    closed.chooseSystemPause("room");
    expect(closed.systemPause).toBe("room");
  });
});

describe("a pause from the lock screen", () => {
  it.each([
    ["device", true, "device"],
    ["room", true, "room"],
    ["room", false, "device"],
  ] as const)("set to %s, may control: %s, reaches the %s", (choice, canControl, reached) =>
    expect(systemPauseReaches(choice, canControl)).toBe(reached),
  );
});
