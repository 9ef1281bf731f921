import { describe, expect, it } from "vitest";
import { codeFromText, normaliseCode, typedCode } from "./roomCode";

describe("a room code", () => {
  it("is taken in any case, with spaces and dashes", () => {
    expect(normaliseCode(" ktw-4qm ")).toBe("KTW4QM");
  });

  it.each(["KTW4Q", "KTW4QMM", "KTW4Q0", "KTW4QI", "KTW4QL", ""])("is not %s", (text) =>
    expect(normaliseCode(text)).toBeNull(),
  );

  it.each([
    "http://192.168.1.20:8000/r/ktw4qm",
    "https://music.example/r/KTW4QM?from=qr#x",
    "Listen with me: https://music.example/r/KTW4QM see you",
    "KTW 4QM",
    "Come (https://music.example/r/ktw4qm).",
  ])("is found in “%s”", (text) => expect(codeFromText(text)).toBe("KTW4QM"));
});

describe("typing a code", () => {
  it("goes upper case and leaves out what no code has", () => expect(typedCode("kt w0!4")).toBe("KTW4"));
  it("stops at six", () => expect(typedCode("ktw4qmzz")).toBe("KTW4QM"));
  it("takes no letters of a link that leads nowhere", () => expect(typedCode("https://music.example/")).toBe(""));
  it("turns a pasted link into its code", () => expect(typedCode("https://music.example/r/ktw4qm")).toBe("KTW4QM"));
});
