/** The engine of secure contexts: an AudioWorklet owns the samples, this side owns the clocks and the wishes. */

import type { Engine, EngineDeps, EngineReport } from "./engine";
import { FrameMap } from "./frame-map";
import { LanePlanner } from "./lanes";
import { MediaLink } from "./media-link";
import type { OutputMap, PlanPart, Tick, ToWorklet } from "./messages";
import workletUrl from "./player.worklet.ts?worker&url";
import type { BufferedRange, PlayableTrack, RenditionInfo, Segment } from "./ports";
import { bufferedRanges, wantedPackets } from "./prefetch";

/** Reported times further than this from now are absurd. */
const ABSURD_MS = 2000;
/** The map's slope is taken over this span, so that it carries over throttled seconds. */
const SLOPE_SPAN_MS = 10_000;
const KEEP_EVERY_TICKS = 10;

export class WorkletEngine implements Engine {
  readonly name = "worklet";
  readonly #planner = new LanePlanner();
  readonly #frames: FrameMap;
  readonly #media: MediaLink;
  readonly #node: AudioWorkletNode;
  #segments: readonly Segment[] = [];
  #tracks: ReadonlyMap<string, PlayableTrack> = new Map();
  #parts: readonly PlanPart[] = [];
  #sentParts = "";
  #trimUs = 0;
  #tick: Tick | null = null;
  #ticks = 0;

  private constructor(
    readonly deps: EngineDeps,
    readonly context: AudioContext,
  ) {
    this.#frames = new FrameMap(context.sampleRate);
    this.#node = new AudioWorkletNode(context, "sonix", { numberOfInputs: 0, outputChannelCount: [2] });
    const { port1, port2 } = new MessageChannel();
    this.#media = new MediaLink(deps, port1);
    this.#tell({ t: "port", port: port2 }, [port2]);
    this.#node.port.onmessage = (event: MessageEvent<Tick>) => this.#onTick(event.data);
    this.#node.onprocessorerror = () => deps.onProblem({ code: "device", message: "The sound engine stopped." });
    this.#node.connect(context.destination);
    context.onstatechange = () => this.#onState();
  }

  static async start(deps: EngineDeps, context: AudioContext): Promise<WorkletEngine> {
    await context.audioWorklet.addModule(workletUrl);
    return new WorkletEngine(deps, context);
  }

  get report(): EngineReport {
    const running = this.context.state === "running";
    return {
      running,
      sounding: this.#tick?.sounding ?? "silent",
      errUs: running ? (this.#tick?.errUs ?? null) : null,
      latencyMs: 1000 * (this.context.outputLatency || this.context.baseLatency || 0),
      armMs: this.#media.armMs,
      dropouts: this.#tick?.dropouts ?? 0,
    };
  }

  /** For the bench: the worklet's last word. */
  get lastTick(): Tick | null {
    return this.#tick;
  }

  async resume(): Promise<void> {
    if (this.context.state !== "running") await this.context.resume();
  }

  setPlan(segments: readonly Segment[], tracks: ReadonlyMap<string, PlayableTrack>): void {
    this.#segments = segments;
    this.#tracks = tracks;
    this.#parts = this.#planner.parts(segments, tracks);
    this.#assign();
    this.#keep();
  }

  setGain(gain: number): void {
    this.#tell({ t: "gain", gain });
  }

  setTrimUs(trimUs: number): void {
    this.#trimUs = trimUs;
  }

  ranges(): BufferedRange[] {
    const planned = this.#segments.flatMap((segment) => (segment.entryId === null ? [] : [segment.entryId]));
    const entries = [...new Set([...planned, ...this.#tracks.keys()])];
    return bufferedRanges(this.#media.held, entries, this.#tracks);
  }

  close(): void {
    this.context.onstatechange = null;
    this.#node.disconnect();
    this.#media.end();
    void this.context.close();
  }

  #tell(message: ToWorklet, transfer: Transferable[] = []): void {
    this.#node.port.postMessage(message, transfer);
  }

  #onState(): void {
    if (this.context.state === "running") this.#frames.restart();
    this.deps.onReport();
  }

  #onTick(tick: Tick): void {
    this.#tick = tick;
    this.#ticks += 1;
    this.#planner.note(tick.lanes);
    this.#readOutput();
    this.#sendMap(tick.frame);
    this.#assign();
    if (this.#ticks % KEEP_EVERY_TICKS === 0) this.#keep();
    this.deps.onReport();
  }

  /** One pair of (time, frame): the browser's own, or, where that is missing or absurd, the latency it reports. */
  #readOutput(): void {
    const { context } = this;
    const now = performance.now();
    const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
    const sane = contextTime > 0 && Math.abs(performanceTime - now) < ABSURD_MS && contextTime <= context.currentTime;
    if (sane) this.#frames.add(performanceTime, contextTime * context.sampleRate);
    else this.#frames.add(now, (context.currentTime - (context.outputLatency || 0)) * context.sampleRate);
  }

  #sendMap(frame: number): void {
    const { clock } = this.deps;
    const fit = this.#frames.at(frame);
    if (fit === null || !clock.ready) return;
    const roomUs = clock.toRoomUs(fit.perfMs);
    const usPerMs = (clock.toRoomUs(fit.perfMs + SLOPE_SPAN_MS) - roomUs) / SLOPE_SPAN_MS;
    const map: OutputMap = {
      roomUs: roomUs + this.#trimUs,
      frame,
      usPerFrame: usPerMs * fit.msPerFrame,
      residualUs: fit.residualUs,
      anew: this.#frames.takeAnew(),
    };
    this.#tell({ t: "map", map });
  }

  /** Matches lanes to the plan and tells the worklet where it changed. */
  #assign(): void {
    const { clock } = this.deps;
    if (!clock.ready) return;
    const { parts, orders } = this.#planner.assign(
      this.#parts,
      this.#segments,
      this.#tracks,
      clock.nowUs(),
      performance.now(),
    );
    for (const lane of orders.open) {
      this.#tell({ t: "open", lane: lane.id, sample: lane.lo });
      this.#media.open(lane);
    }
    const text = JSON.stringify(parts);
    if (text !== this.#sentParts) this.#tell({ t: "plan", parts });
    this.#sentParts = text;
    for (const lane of orders.close) {
      this.#tell({ t: "close", lane });
      this.#media.close(lane);
    }
  }

  #keep(): void {
    if (!this.deps.clock.ready) return;
    const wants = wantedPackets(this.#segments, this.#tracks, this.deps.clock.nowUs());
    const ids = new Set(wants.map((want) => want.renditionId));
    const renditions = new Map<string, RenditionInfo>();
    for (const { rendition } of this.#tracks.values()) {
      if (ids.has(rendition.rendition_id)) renditions.set(rendition.rendition_id, rendition);
    }
    this.#media.keep([...renditions.values()], wants);
  }
}
