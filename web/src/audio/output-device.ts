/**
 * Which device the sound comes out of, as well as the browser tells: trims are remembered by it. With leave to use the microphone
 * (or an output chosen by `setSinkId`) it is named; else all that is known is what the output says of itself.
 */

export interface OutputFacts {
  /** What the context plays to: "" is the system's default. */
  readonly sinkId: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly isFar: boolean;
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
  return { key: `like/${sampleRateHz}/${channels}/${isFar ? "far" : "near"}`, label: null };
}

/** An `AudioContext` as newer browsers have it. */
interface ChoosingContext extends AudioContext {
  readonly sinkId?: string | { readonly type: string };
  setSinkId?(sinkId: string): Promise<void>;
}

export class OutputDevice {
  name = UNKNOWN;
  #isFar = false;
  #disagreeing = 0;
  #isClosed = false;
  readonly #look = (): void => void this.refresh();

  /** @param changed the music comes out of another device now. */
  constructor(
    readonly context: ChoosingContext,
    readonly changed: () => void,
  ) {
    context.addEventListener("sinkchange", this.#look);
    mediaDevices()?.addEventListener("devicechange", this.#look);
    void this.refresh();
  }

  /** Takes the latency that the output reports, ten times a second. */
  note(latencyMs: number): void {
    const isFar = latencyMs > (this.#isFar ? NEAR_MS : FAR_MS);
    this.#disagreeing = isFar === this.#isFar ? 0 : this.#disagreeing + 1;
    if (this.#disagreeing < AGREEING) return;
    this.#disagreeing = 0;
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

  /** Plays to another device; "" is the default. Throws where the browser does not let a page choose. */
  async choose(deviceId: string): Promise<void> {
    if (this.context.setSinkId === undefined) throw new Error("This browser chooses the output itself.");
    await this.context.setSinkId(deviceId);
  }

  close(): void {
    this.#isClosed = true;
    this.context.removeEventListener("sinkchange", this.#look);
    mediaDevices()?.removeEventListener("devicechange", this.#look);
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
