import { describe, expect, it } from "vitest";
import { parse, safeHref, type Node } from "./markdown";

/** The tree as one line: `b(…)` bold, `i(…)` italic, `s(…)` struck, `c(…)` code, `a(href|text)`, `@(…)`. */
function drawn(nodes: readonly Node[]): string {
  const letters = { bold: "b", italic: "i", struck: "s", code: "c", block: "pre", name: "@" } as const;
  return nodes
    .map((node) => {
      if (node.kind === "text") return node.text;
      if (node.kind === "link") return `a(${node.href}|${node.text})`;
      return "inside" in node ? `${letters[node.kind]}(${drawn(node.inside)})` : `${letters[node.kind]}(${node.text})`;
    })
    .join("");
}

describe("the marks of a message", () => {
  it.each([
    ["plain", "plain"],
    ["**bold** and *italic* and ~~gone~~", "b(bold) and i(italic) and s(gone)"],
    ["**a *b* c**", "b(a i(b) c)"],
    ["_so_ snake_case_name", "i(so) snake_case_name"],
    ["2 * 3 * 4", "2 * 3 * 4"],
    ["**open", "**open"],
    ["`**code**`", "c(**code**)"],
    ["```\nlet a\n```", "pre(let a)"],
    ["see https://a.example/x_(y), ok", "see a(https://a.example/x_(y)|https://a.example/x_(y)), ok"],
    ["(https://a.example/b)", "(a(https://a.example/b|https://a.example/b))"],
    ["[here](https://a.example)", "a(https://a.example/|here)"],
    ["[here](javascript:alert(1))", "[here](javascript:alert(1))"],
    ["[x](data:text/html,hi) <b>x</b>", "[x](data:text/html,hi) <b>x</b>"],
  ])("%s", (text, expected) => {
    expect(drawn(parse(text))).toBe(expected);
  });

  it("names who is there, the longest name first, and nobody in the middle of a word", () => {
    expect(drawn(parse("@Ana Maria, @ana and x@Ana @Anabel", ["Ana", "Ana Maria"]))).toBe(
      "@(@Ana Maria), @(@ana) and x@Ana @Anabel",
    );
  });

  // One whose time grew faster than its length would not end within the patience of the runner.
  it("says something of any text, however it is marked", () => {
    const wild = "*_~`[]()@h".repeat(200);
    for (const text of [wild, "*".repeat(2000), "[".repeat(2000), "**a ".repeat(500), "https://".repeat(250)]) {
      expect(drawn(parse(text)).length).toBeGreaterThan(0);
    }
  });
});

it("leads nowhere but to pages and letters", () => {
  expect(safeHref("https://a.example/")).toBe("https://a.example/");
  expect(safeHref("mailto:a@b.example")).toBe("mailto:a@b.example");
  for (const bad of ["javascript:alert(1)", " JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "//a.example", "x"]) {
    expect(safeHref(bad)).toBeNull();
  }
});
