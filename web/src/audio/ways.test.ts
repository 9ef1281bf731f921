import { afterEach, expect, test, vi } from "vitest";
import { chosenWays, isIos, needsElement } from "./ways";

const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15";
const ANDROID = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36";

const nothing = (): null => null;

function on(userAgent: string, maxTouchPoints = 0): void {
  vi.stubGlobal("navigator", { userAgent, maxTouchPoints });
}

afterEach(() => vi.unstubAllGlobals());

test("by itself a device tries what is best, and goes straight out", () => {
  on(ANDROID, 5);
  expect(chosenWays(nothing)).toEqual({ output: null, decoder: null, route: "direct" });
});

test("a phone of Apple's leaves by an element while its page is hidden", () => {
  on(IPHONE, 5);
  expect(chosenWays(nothing).route).toBe("background");
});

test("what was chosen is taken, what is no choice is not", () => {
  on(IPHONE, 5);
  const stored: Record<string, string> = { "sonix.engine": "chunks", "sonix.decoder": "tape", "sonix.route": "direct" };
  expect(chosenWays((key) => stored[key] ?? null)).toEqual({ output: "chunks", decoder: null, route: "direct" });
});

test("storage that is closed to the page leaves everything to trying", () => {
  on(ANDROID, 5);
  vi.stubGlobal("localStorage", {
    getItem() {
      throw new DOMException("no", "SecurityError");
    },
  });
  expect(chosenWays().output).toBeNull();
});

test("an iPad that calls itself a Mac is known by its touch", () => {
  expect(isIos({ userAgent: MAC, maxTouchPoints: 5 })).toBe(true);
  expect(isIos({ userAgent: MAC, maxTouchPoints: 0 })).toBe(false);
});

test("the silent element is done without only where the graph alone has been seen to get the media keys", () => {
  const agent = (mobile: boolean, brand: string, version: string): Navigator =>
    ({ userAgentData: { mobile, brands: [{ brand, version }] } }) as unknown as Navigator;
  expect(needsElement(agent(false, "Chromium", "156"))).toBe(false);
  expect(needsElement(agent(false, "Chromium", "120"))).toBe(true);
  expect(needsElement(agent(true, "Chromium", "156"))).toBe(true);
  expect(needsElement({ userAgent: MAC } as Navigator)).toBe(true);
});
