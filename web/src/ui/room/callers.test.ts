import { expect, it } from "vitest";
import { Callers } from "./callers";

const knock = (name: string) => ({ user_id: name, name, asked_at_us: 1 });

it("tells of everybody who knocks once, and again when they come back", () => {
  const callers = new Callers();
  expect(callers.fresh([knock("Eve")])).toEqual([knock("Eve")]);
  expect(callers.fresh([knock("Eve")])).toEqual([]);
  expect(callers.fresh([knock("Eve"), knock("Fay")])).toEqual([knock("Fay")]);
  expect(callers.fresh([knock("Fay")])).toEqual([]);
  expect(callers.fresh([knock("Fay"), knock("Eve")])).toEqual([knock("Eve")]);
});
