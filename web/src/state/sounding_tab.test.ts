import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SoundingTab } from "./sounding_tab";

const tabs: SoundingTab[] = [];

/** A tab of `member` and what it was told. */
function open(member: string) {
  const told = { taken: vi.fn(), given: vi.fn() };
  const tab = new SoundingTab(member, told.taken, told.given);
  tabs.push(tab);
  return { tab, ...told };
}

let now = 1000;
beforeEach(() => {
  vi.spyOn(Date, "now").mockImplementation(() => (now += 1));
});

afterEach(() => {
  vi.restoreAllMocks();
  for (const tab of tabs.splice(0)) tab.close();
});

test("the newest tab sounds, and gives the sound back when it closes", async () => {
  const first = open("ana");
  const second = open("ana");
  first.tab.claim();
  second.tab.claim();
  await vi.waitFor(() => expect(first.taken).toHaveBeenCalledOnce());
  expect(second.taken).not.toHaveBeenCalled();
  second.tab.close();
  await vi.waitFor(() => expect(first.given).toHaveBeenCalledOnce());
});

test("another member in the same browser is left alone", async () => {
  const ana = open("ana");
  const bo = open("bo");
  const witness = open("bo");
  witness.tab.claim();
  ana.tab.claim();
  bo.tab.claim();
  await vi.waitFor(() => expect(witness.taken).toHaveBeenCalledOnce());
  expect(ana.taken).not.toHaveBeenCalled();
});
