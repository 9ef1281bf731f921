import { expect, it } from "vitest";
import type { Presence } from "../../core/protocol.gen";
import { audienceOf } from "../../state/people";
import { audienceText } from "./audience";

const here = (more: Partial<Presence>): Presence => ({
  member_id: "a",
  connected: true,
  listening: true,
  err_us: 0,
  sigma_us: 0,
  rtt_us: 0,
  hidden: false,
  audible: true,
  buffering: false,
  remote: false,
  cause: "none",
  ...more,
});
const remote = here({ remote: true, audible: false });
const silent = here({ audible: false });

it("counts those who hear, and names the others apart", () => {
  expect(audienceText(audienceOf([here({}), remote, silent], 3))).toBe("1 listening · 1 remote · 1 silent");
  expect(audienceText(audienceOf([here({}), here({ listening: false })], 1))).toBe("1 listening");
});

it("counts those of a large room whom this page does not know", () =>
  expect(audienceText(audienceOf([here({}), remote], 400))).toBe("399 listening · 1 remote"));
