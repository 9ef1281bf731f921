import { expect, test } from "vitest";
import { LOCKED, type PlayerStatus } from "../audio/ports";
import { RoomClock } from "../core/clock";
import { diagnose, exposeDiagnosis, type Diagnosis, type Subject } from "./diagnostics";

const player: PlayerStatus = { ...LOCKED, state: "playing", errUs: 80, bufferedMs: 9000, engine: "worklet" };

function subject(clock: RoomClock): Subject {
  const transport = { epoch: 3, entry_id: "a", position_us: 5, at_us: 7, playing: true, gate_until_us: null };
  return {
    room: { clock, transport: { ...transport, ended: false, blend: null, overlap_us: null }, connection: "online" },
    listening: { status: player, trimUs: -27_000 },
  };
}

function ask(): Diagnosis | null {
  return (globalThis as unknown as { sonix: { diagnose: () => Diagnosis | null } }).sonix.diagnose();
}

test("before the clock is measured there is no room time, and nothing that JSON cannot say", () => {
  const told = diagnose(subject(new RoomClock({ earlyUs: 0, lateUs: 0 })), 1000);
  expect(told).toMatchObject({ perf_ms: 1000, room_us: null, clock: { ready: false, sigma_us: null, least_us: null } });
  expect(JSON.parse(JSON.stringify(told))).toEqual(told);
});

test("a measured clock is told with its bound around what is in use", () => {
  let perfMs = 0;
  const clock = new RoomClock({ earlyUs: 0, lateUs: 0 }, () => perfMs);
  for (let probe = 0; probe < 20; probe += 1) {
    perfMs = probe * 60 + 4;
    const sentUs = probe * 60_000;
    clock.add(sentUs, sentUs + 1_002_000, sentUs + 1_002_000, sentUs + 4_000);
  }
  const told = diagnose(subject(clock), perfMs);
  const offsetUs = (told.room_us ?? 0) - perfMs * 1000;
  expect(offsetUs).toBeGreaterThanOrEqual(told.clock.least_us ?? Infinity);
  expect(offsetUs).toBeLessThanOrEqual(told.clock.most_us ?? -Infinity);
  expect(told).toMatchObject({
    trim_us: -27_000,
    player: { errUs: 80, engine: "worklet" },
    connection: "online",
    transport: { epoch: 3, at_us: 7 },
  });
});

test("it can be asked from outside, and has nothing to say without a room", () => {
  let open: Subject | null = null;
  exposeDiagnosis(() => open);
  expect(ask()).toBeNull();
  open = subject(new RoomClock({ earlyUs: 0, lateUs: 0 }));
  expect(ask()?.player).toMatchObject({ state: "playing", errUs: 80 });
});

test("an output's name and device id stay here", () => {
  const one = subject(new RoomClock({ earlyUs: 0, lateUs: 0 }));
  const status = { ...player, outputKey: "device/7f3a", outputLabel: "Ana’s AirPods" };
  const text = JSON.stringify(diagnose({ ...one, listening: { ...one.listening, status } }));
  expect(text).not.toMatch(/7f3a|Ana/);
});
