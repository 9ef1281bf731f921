import { describe, expect, it } from "vitest";
import { anyPlaying, isMessage, type Page } from "./messages.ts";
import { outdated, PASSED_BY, routeOf, type Asked } from "./shell.ts";

const ORIGIN = "https://sonix.test";
const ask = (path: string, more: Partial<Asked> = {}): string =>
  routeOf({ method: "GET", mode: "navigate", url: `${ORIGIN}${path}`, hasRange: false, ...more }, ORIGIN);

describe("the service worker", () => {
  it.each(["/api/rooms", "/api", "/media/r/x/audio.webm", "/media/covers/x/96.webp", "/ca.crt", "/healthz", "/readyz"])(
    "never touches %s",
    (path) => {
      expect(ask(path)).toBe("ignore");
      expect(ask(path, { mode: "cors" })).toBe("ignore");
    },
  );

  it("leaves ranges, other origins and everything that changes something alone", () => {
    expect(ask("/assets/a.js", { hasRange: true })).toBe("ignore");
    expect(ask("/assets/a.js", { method: "POST" })).toBe("ignore");
    expect(routeOf({ method: "GET", mode: "cors", url: "https://cdn.test/assets/a.js", hasRange: false }, ORIGIN)).toBe(
      "ignore",
    );
  });

  it("takes what other apps share", () => {
    expect(ask("/share", { method: "POST" })).toBe("share");
    expect(ask("/share")).toBe("page");
    expect(routeOf({ method: "POST", mode: "navigate", url: "https://x.test/share", hasRange: false }, ORIGIN)).toBe(
      "ignore",
    );
  });

  it.each(PASSED_BY)("may be passed by for %s", (pattern) => {
    const path = pattern.replace("*", "x/audio.webm");
    expect([ask(path), ask(path, { mode: "cors" })]).toEqual(["ignore", "ignore"]);
  });

  it("serves pages and hashed files", () => {
    expect(ask("/r/ABC234")).toBe("page");
    expect(ask("/library")).toBe("page");
    expect(ask("/assets/main-abc.js", { mode: "cors" })).toBe("asset");
    expect(ask("/manifest.webmanifest", { mode: "cors" })).toBe("ignore");
  });

  it("keeps the files of the two versions before, and whatever is not its own", () => {
    const names = ["sonix-shell-1", "other", "sonix-shell-2", "sonix-shell-3", "sonix-shell-4"];
    expect(outdated(names, "4")).toEqual(["sonix-shell-1"]);
    expect(outdated(["sonix-shell-4"], "4")).toEqual([]);
  });
});

describe("taking over", () => {
  const answering = (answer: boolean): Page => ({
    postMessage(message, [port]) {
      if (isMessage(message, "sonix:playing?") && port instanceof MessagePort) port.postMessage(answer);
    },
  });
  const frozen: Page = { postMessage: () => undefined };

  it("waits while music plays in any tab", async () => {
    expect(await anyPlaying([answering(false), answering(true), frozen])).toBe(true);
  });

  it("goes ahead when no tab plays, those that do not answer included", async () => {
    expect(await anyPlaying([answering(false), frozen])).toBe(false);
    expect(await anyPlaying([])).toBe(false);
  });
});
