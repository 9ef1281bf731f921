import { expect, it } from "vitest";
import { fragmentToken } from "./fragment";

it.each([
  ["#token=abc-1_2", "abc-1_2"],
  ["#invitation=a%2Fb", "a/b"],
  ["#abc", "abc"],
  ["#token=", null],
  ["#", null],
  ["", null],
  ["#token=%E0%A4", null],
])("%s carries %s", (hash, token) => expect(fragmentToken(hash)).toBe(token));
