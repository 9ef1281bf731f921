import { expect, test } from "vitest";
import { nameOutput, type OutputFacts } from "./output-device";

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

test("a microphone is no output", () => {
  expect(nameOutput({ ...FACTS, sinkId: "aa" }, [device("aa", "g1", "Webcam", "audioinput")]).label).toBeNull();
});
