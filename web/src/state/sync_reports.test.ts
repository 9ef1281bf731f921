import { expect, test } from "vitest";
import type { SyncReport } from "../core/protocol.gen";
import { SyncReports } from "./sync_reports.svelte";

function report(member_id: string, err_us: number | null, more: Partial<SyncReport> = {}): SyncReport {
  return {
    member_id,
    err_us,
    sigma_us: 200,
    rtt_us: 4_000,
    jitter_us: 500,
    buffered_ms: 90_000,
    latency_ms: 20,
    trim_us: 0,
    suspect_us: null,
    source: "worklet",
    cause: "none",
    hidden: false,
    audible: true,
    remote: false,
    dropouts: 0,
    history: [],
    ...more,
  };
}
const order = (reports: SyncReports): string[] => reports.rows.map(({ memberId }) => memberId);

test("the worst come first, who makes no sound last", () => {
  const reports = new SyncReports();
  expect(reports.heard).toBe(false);
  reports.take([
    report("remote", null, { remote: true, audible: false }),
    report("good", 100),
    report("loading", null),
    report("bad", -25_000),
    report("fair", 8_000),
  ]);
  expect(order(reports)).toEqual(["bad", "fair", "loading", "good", "remote"]);
  expect(reports.heard).toBe(true);
});

test("a row moves only when its member stays better or worse", () => {
  const reports = new SyncReports();
  const tell = (aUs: number, bUs: number): void => reports.take([report("a", aUs), report("b", bUs)]);
  tell(100, 200);
  tell(100, 9_000);
  tell(100, 300);
  tell(100, 9_000);
  tell(100, 9_000);
  expect(order(reports)).toEqual(["a", "b"]);
  tell(100, 9_000);
  expect(order(reports)).toEqual(["b", "a"]);
});

test("no row moves while somebody is at them, and newcomers come last", () => {
  const reports = new SyncReports();
  reports.take([report("a", 100), report("b", 200)]);
  reports.held = true;
  for (let second = 0; second < 9; second += 1) {
    reports.take([report("new", -30_000), report("b", 30_000), report("a", 100)]);
  }
  expect(order(reports)).toEqual(["a", "b", "new"]);
  reports.held = false;
  reports.take([report("new", -30_000), report("b", 30_000), report("a", 100)]);
  expect(order(reports).at(-1)).toBe("a");
});

test("the history comes whole at first and grows by a second a report, up to two minutes", () => {
  const reports = new SyncReports();
  reports.take([report("a", 3, { history: [1, null, 3] })]);
  reports.take([report("a", 4)]);
  expect(reports.rows[0]?.history).toEqual([1, null, 3, 4]);
  for (let second = 0; second < 200; second += 1) reports.take([report("a", second)]);
  expect(reports.rows[0]?.history).toHaveLength(120);
  expect(reports.rows[0]?.history.at(-1)).toBe(199);
});

test("a suspicion counts, and an unsure clock is no green light", () => {
  const reports = new SyncReports();
  reports.take([
    report("lopsided", 500, { suspect_us: 27_000, cause: "asymmetry" }),
    report("unsure", 500, { sigma_us: 9_000 }),
  ]);
  expect(reports.rows.map(({ level, figureUs }) => [level, figureUs])).toEqual([
    ["bad", 27_500],
    ["fair", 500],
  ]);
});

test("who is gone is no row any more, and nothing of them is kept", () => {
  const reports = new SyncReports();
  reports.take([report("a", 1), report("b", 2, { history: [1, 2] })]);
  reports.take([report("a", 1)]);
  expect(order(reports)).toEqual(["a"]);
  reports.take([report("b", 5), report("a", 1)]);
  expect(reports.rows.find(({ memberId }) => memberId === "b")?.history).toEqual([5]);
});

test("it watches until it is told to stop", () => {
  const watched: ((reports: readonly SyncReport[], leftOut: number) => void)[] = [];
  const reports = new SyncReports();
  let stopped = false;
  const stop = reports.start((callback) => {
    watched.push(callback);
    return () => (stopped = true);
  });
  watched[0]?.([report("a", 1)], 0);
  expect(order(reports)).toEqual(["a"]);
  stop();
  expect(stopped).toBe(true);
});

test("how many are not reported on comes along", () => {
  const reports = new SyncReports();
  reports.start((callback) => {
    callback([report("ana", 100)], 40);
    return () => undefined;
  });
  expect([order(reports), reports.leftOut]).toEqual([["ana"], 40]);
  reports.take([report("ana", 100)]);
  expect(reports.leftOut).toBe(0);
});
