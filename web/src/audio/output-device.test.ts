import { expect, test, vi } from "vitest";
import { nameOutput, OutputDevice, type OutputFacts } from "./output-device";

const FACTS: OutputFacts = { sinkId: "", sampleRateHz: 48_000, channels: 2, isFar: false };

function device(deviceId: string, groupId: string, label: string, kind: MediaDeviceKind = "audiooutput") {
  return { deviceId, groupId, label, kind };
}

const SPEAKERS = device("aa", "g1", "Speakers");
const HEADSET = device("bb", "g2", "Headset");

test("the default is known by the device it stands for", () => {
  const devices = [device("default", "g2", "Default - Headset"), SPEAKERS, HEADSET];
  expect(nameOutput(FACTS, devices)).toEqual({ key: "device/bb", label: "Headset" });
});

test("a chosen output is known by its own id", () => {
  const devices = [device("default", "g2", "Default - Headset"), SPEAKERS, HEADSET];
  expect(nameOutput({ ...FACTS, sinkId: "aa" }, devices)).toEqual({ key: "device/aa", label: "Speakers" });
});

test("a default that stands for nothing known is known by its label", () => {
  expect(nameOutput(FACTS, [device("default", "", "Default")])).toEqual({ key: "label/Default", label: "Default" });
});

test("without leave to know more, what the output says of itself tells one kind from another", () => {
  const unnamed = [device("", "", ""), device("", "", "", "audioinput")];
  expect(nameOutput(FACTS, unnamed)).toEqual({ key: "like/48000/2/near", label: null });
  expect(nameOutput({ ...FACTS, isFar: true }, unnamed).key).toBe("like/48000/2/far");
  expect(nameOutput({ ...FACTS, sampleRateHz: 44_100 }, []).key).toBe("like/44100/2/near");
});

test("an output without a name is known only after it was listened to for a moment", async () => {
  vi.stubGlobal("navigator", {});
  const context = { addEventListener: () => undefined, removeEventListener: () => undefined, sampleRate: 48_000 };
  const changed = vi.fn();
  const device = new OutputDevice({ ...context, destination: { maxChannelCount: 2 } } as never, changed);
  await device.refresh();
  const keys = new Set([device.name.key]);
  const listen = async (latencyMs: number, times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) device.note(latencyMs);
    await device.refresh();
    keys.add(device.name.key);
  };
  await listen(30, 4);
  await listen(168, 9);
  expect([...keys]).toEqual([""]);
  await listen(168, 1);
  expect([...keys]).toEqual(["", "like/48000/2/far"]);
  expect(changed).not.toHaveBeenCalled();
  await listen(30, 10);
  expect(device.name.key).toBe("like/48000/2/near");
  expect(changed).toHaveBeenCalledOnce();
  device.close();
  vi.unstubAllGlobals();
});

test("a microphone is no output", () => {
  expect(nameOutput({ ...FACTS, sinkId: "aa" }, [device("aa", "g1", "Webcam", "audioinput")]).label).toBeNull();
});
