import { describe, expect, it } from "vitest";
import { leaveText, takeText } from "./shared_text";

function shelf(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  const kept = new Map<string, string>();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
}

describe("a shared text", () => {
  it("is taken up once, by the room it is for", () => {
    const here = shelf();
    leaveText("ABC234", "https://example.org", here);
    expect(takeText("ZZZ999", here)).toBeNull();
    expect(takeText("ABC234", here)).toBe("https://example.org");
    expect(takeText("ABC234", here)).toBeNull();
  });

  it("is none where something else stands in its place", () => {
    const here = shelf();
    here.setItem("sonix.shared-text", "{broken");
    expect(takeText("ABC234", here)).toBeNull();
    here.setItem("sonix.shared-text", '{"code":"ABC234","text":5}');
    expect(takeText("ABC234", here)).toBeNull();
  });
});
