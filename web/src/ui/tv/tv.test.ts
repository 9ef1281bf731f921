import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isSwipe } from "../room/swipe";
import { WallClock } from "./clock.svelte";
import { Idle } from "./idle.svelte";
import { TvMode } from "./tvMode.svelte";

/** An address bar and a screen. */
class Browser {
  path = "/r/ABCDEF";
  hash = "";
  full = false;
  visits = 1;
  go = (path: string, options: { replace?: boolean } = {}): void => {
    this.hash = path.includes("#") ? path.slice(path.indexOf("#")) : "";
    if (options.replace !== true) this.visits += 1;
  };
  enter = (): Promise<void> => Promise.resolve(void (this.full = true));
  leave = (): Promise<void> => Promise.resolve(void (this.full = false));
}

describe("the TV view", () => {
  let browser: Browser;
  let tv: TvMode;
  beforeEach(() => {
    browser = new Browser();
    tv = new TvMode(browser, browser);
  });

  it("has an address and fills the screen, and both go with it", () => {
    tv.toggle();
    expect([tv.on, browser.full, browser.hash]).toEqual([true, true, "#tv"]);
    tv.follow(true);
    tv.toggle();
    expect([tv.on, browser.full, browser.hash]).toEqual([false, false, ""]);
  });

  it("ends when the browser ends the full screen", () => {
    tv.enter();
    tv.follow(true);
    tv.follow(false);
    expect(tv.on).toBe(false);
  });

  it("opened by its link stays without a full screen", () => {
    browser.hash = "#tv";
    tv.follow(false);
    expect(tv.on).toBe(true);
    tv.leave();
    expect([tv.on, browser.visits]).toEqual([false, 1]);
  });
});

describe("somebody at the screen", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("is not there any more 3 s after the last sign", () => {
    const idle = new Idle();
    idle.touched();
    vi.advanceTimersByTime(2900);
    idle.touched();
    vi.advanceTimersByTime(2900);
    expect(idle.idle).toBe(false);
    vi.advanceTimersByTime(200);
    expect(idle.idle).toBe(true);
    idle.touched();
    expect(idle.idle).toBe(false);
  });
});

it("the clock on the wall speaks the page's language", () => {
  const at = new Date(2026, 1, 3, 20, 5);
  const said = (locale: string): string => {
    const clock = new WallClock(() => locale);
    clock.set(at);
    return clock.text;
  };
  expect([said("de"), said("en-US")]).toEqual(["20:05", "8:05 PM"]);
});

it("a swipe goes far, and sideways", () => {
  expect([isSwipe(80, 10), isSwipe(-80, 10), isSwipe(80, 60), isSwipe(20, 0), isSwipe(0, 200)]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
