import { describe, expect, it } from "vitest";
import { instantOf, localIn, zones } from "./zoned";

const iso = (local: string, zone: string): string | undefined => instantOf(local, zone)?.toISOString();

describe("a time of day in a zone", () => {
  it("is an instant", () => {
    expect(iso("2026-07-03T20:00", "Europe/Vienna")).toBe("2026-07-03T18:00:00.000Z");
    expect(iso("2026-01-03T20:00", "Europe/Vienna")).toBe("2026-01-03T19:00:00.000Z");
    expect(iso("2026-01-03T20:15", "Asia/Kathmandu")).toBe("2026-01-03T14:30:00.000Z");
    expect(iso("2026-01-03T00:00", "UTC")).toBe("2026-01-03T00:00:00.000Z");
  });

  it("does not exist while clocks go forward, and is the first of two while they go back", () => {
    expect(instantOf("2026-03-29T02:30", "Europe/Vienna")).toBeNull();
    expect(iso("2026-10-25T02:30", "Europe/Vienna")).toBe("2026-10-25T00:30:00.000Z");
    expect(iso("2026-03-29T03:30", "Europe/Vienna")).toBe("2026-03-29T01:30:00.000Z");
  });

  it("is read back as it was, in every zone", () => {
    for (const zone of zones("UTC")) {
      const instant = instantOf("2026-06-15T12:34", zone);
      expect(instant && localIn(instant, zone), zone).toBe("2026-06-15T12:34");
    }
  });

  it("is none in what is no time", () => expect(instantOf("soon", "UTC")).toBeNull());
});
