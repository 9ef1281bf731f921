/**
 * Which device the sound comes out of, as well as the browser tells: trims are remembered by it. With leave to use the microphone
 * it is named; else all that is known is what the output says of itself.
 */

export interface OutputFacts {
  /** What the context plays to: "" is the system's default. */
  readonly sinkId: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Null before it has been listened to for a moment. */
  readonly isFar: boolean | null;
}

export interface OutputName {
  readonly key: string;
  readonly label: string | null;
}

/** A slow output, wireless most likely: above `FAR_MS`, until it is below `NEAR_MS` again. */
const FAR_MS = 120;
const NEAR_MS = 80;
/** Readings that must agree before the output counts as another kind. */
const AGREEING = 10;

const UNKNOWN: OutputName = { key: "", label: null };

type Listed = Pick<MediaDeviceInfo, "kind" | "deviceId" | "groupId" | "label">;

/** The default's entry repeats a real device, which has the same group. Pure. */
export function nameOutput(facts: OutputFacts, devices: readonly Listed[]): OutputName {
  const outputs = devices.filter((device) => device.kind === "audiooutput" && device.deviceId !== "");
  const played = outputs.find((device) => device.deviceId === (facts.sinkId || "default"));
  const real = outputs.find(
    (device) => device.deviceId !== "default" && device.groupId !== "" && device.groupId === played?.groupId,
  );
  const found = real ?? played;
  if (found !== undefined && found.deviceId !== "default") {
    return { key: `device/${found.deviceId}`, label: found.label || null };
  }
  if (found !== undefined && found.label !== "") return { key: `label/${found.label}`, label: found.label };
  const { sampleRateHz, channels, isFar } = facts;
  if (isFar === null) return UNKNOWN;
  return { key: `like/${sampleRateHz}/${channels}/${isFar ? "far" : "near"}`, label: null };
}

/** An `AudioContext` as newer browsers have it: what it plays to. */
interface SinkContext extends AudioContext {
  readonly sinkId?: string | { readonly type: string };
}

export class OutputDevice {
  name = UNKNOWN;
  #isFar: boolean | null = null;
  #isFarNow: boolean | null = null;
  #agreeing = 0;
  #isClosed = false;
  readonly #ignore: () => void;
  readonly #look = (): void => void this.refresh();

  /** @param changed the music comes out of another device now. */
  constructor(
    readonly context: SinkContext,
    readonly changed: () => void,
  ) {
    context.addEventListener("sinkchange", this.#look);
    this.#ignore = onDeviceChange(this.#look);
    void this.refresh();
  }

  /** Takes the latency that the output reports, at each of its ticks. */
  note(latencyMs: number): void {
    const isFar = latencyMs > (this.#isFar === true ? NEAR_MS : FAR_MS);
    this.#agreeing = isFar === this.#isFarNow ? this.#agreeing + 1 : 1;
    this.#isFarNow = isFar;
    if (isFar === this.#isFar || this.#agreeing < AGREEING) return;
    this.#isFar = isFar;
    void this.refresh();
  }

  /** Asks the browser again which device it is. */
  async refresh(): Promise<void> {
    const devices = await (mediaDevices()?.enumerateDevices() ?? Promise.resolve([])).catch(() => []);
    if (this.#isClosed) return;
    const name = nameOutput(this.#facts(), devices);
    const before = this.name.key;
    this.name = name;
    if (before !== "" && before !== name.key) this.changed();
  }

  close(): void {
    this.#isClosed = true;
    this.context.removeEventListener("sinkchange", this.#look);
    this.#ignore();
  }

  #facts(): OutputFacts {
    const { sinkId, sampleRate, destination } = this.context;
    return {
      sinkId: typeof sinkId === "string" ? sinkId : "",
      sampleRateHz: sampleRate,
      channels: destination.maxChannelCount,
      isFar: this.#isFar,
    };
  }
}

/** Missing on insecure pages, whatever the types say. */
function mediaDevices(): MediaDevices | null {
  return (navigator as { mediaDevices?: MediaDevices }).mediaDevices ?? null;
}

/** Calls back when outputs come or go, until the returned function is called. */
export function onDeviceChange(act: () => void): () => void {
  const devices = mediaDevices();
  devices?.addEventListener("devicechange", act);
  return () => devices?.removeEventListener("devicechange", act);
}
