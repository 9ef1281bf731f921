/** The page's side of the sound: it owns the clocks and the wishes; the output behind it owns the samples. */

import type { EngineReport } from "./engine-report";
import { LanePlanner } from "./lanes";
import { MapNews } from "./map-news";
import { MediaLink } from "./media-link";
import type { OutputMap, PlanPart, Tick } from "./messages";
import { OutputReader } from "./output-reader";
import { type Passage, passagesOf } from "./passages";
import { openOutput } from "./open-output";
import { OutputWatch } from "./output-watch";
import type { Output } from "./outputs";
import type {
  AudioProblem,
  BufferedRange,
  ClockPort,
  DecoderName,
  EngineName,
  MediaGrant,
  PlayableTrack,
  RenditionInfo,
  Segment,
} from "./ports";
import { bufferedRanges, firstPackets, wantedPackets } from "./prefetch";
import { resume } from "./resume";
import { Signal } from "./signal";
import type { Ways } from "./ways";

/** The map's slope is taken over this span, so that it carries over throttled seconds. */
const SLOPE_SPAN_MS = 10_000;
const KEEP_EVERY_TICKS = 10;
/** A trim that is being turned is followed in steps, each a splice. */
const TRIM_EVERY_TICKS = 2;

export interface EngineDeps {
  readonly clock: ClockPort;
  /** Room time, µs; a rough one before the clock is ready. */
  nowUs(): number;
  grant(renditionId: string, fresh: boolean): Promise<MediaGrant>;
  onProblem(problem: AudioProblem): void;
  /** Something in the report changed. */
  onReport(): void;
}

export class Engine {
  readonly #planner = new LanePlanner();
  readonly #reader: OutputReader;
  readonly #news = new MapNews();
  #media: MediaLink | null = null;
  #output: Output | null = null;
  #passages: readonly Passage[] = [];
  #signal: Signal | null = null;
  #tracks: ReadonlyMap<string, PlayableTrack> = new Map();
  #parts: readonly PlanPart[] = [];
  #sentParts = "";
  #trimUs = 0;
  #wishedTrimUs = 0;
  #trimmedTick = -Infinity;
  /** The trim changed, and the output has not been told. */
  #moved = false;
  #tick: Tick | null = null;
  #ticks = 0;
  #closed = false;
  #hasThrown = false;
  #watch: OutputWatch | null = null;

  private constructor(
    readonly deps: EngineDeps,
    readonly context: AudioContext,
  ) {
    this.#reader = new OutputReader(context, (frame) => this.#sendMap(frame));
    context.onstatechange = () => this.#onState();
    // Chromium says so when the device is gone for good.
    context.addEventListener("error", () => this.#broke());
  }

  /** Builds the way out that works here; `sink` is where the music goes. The context need not run yet. */
  static async start(deps: EngineDeps, context: AudioContext, sink: AudioNode, ways: Ways): Promise<Engine> {
    const engine = new Engine(deps, context);
    const hear = (tick: Tick): void => engine.#onTick(tick);
    const { port1, port2 } = new MessageChannel();
    try {
      engine.#media = new MediaLink(deps, port1, ways.decoder);
      engine.#output = await openOutput(context, sink, ways.output !== "chunks", hear, () => engine.#threw());
    } catch (error) {
      engine.close();
      throw error;
    }
    engine.#signal = new Signal(context, engine.#output);
    engine.#output.tell({ t: "port", port: port2 }, [port2]);
    if (!engine.#closed) engine.#watchTicks();
    return engine;
  }

  get name(): EngineName {
    return this.#output?.name ?? "none";
  }

  get decoder(): DecoderName | null {
    return this.#media?.decoder ?? null;
  }

  /** How often the output has ticked: four to ten times a second. */
  get ticks(): number {
    return this.#ticks;
  }

  /** The worklet loaded and never did its work, though the context ran: it is not the device that is missing. */
  get isWorkletDead(): boolean {
    return this.name === "worklet" && this.#ticks === 0 && (this.#hasThrown || this.context.currentTime > 0);
  }

  /** The music comes out elsewhere, or the machine has slept: nothing known of when frames are heard holds any more. */
  outputChanged(): void {
    this.#reader.forget();
    this.#output?.tell({ t: "curious" });
    this.#keep();
  }

  get report(): EngineReport {
    const running = this.context.state === "running";
    return {
      running,
      sounding: this.#tick?.sounding ?? "silent",
      errUs: running ? (this.#tick?.errUs ?? null) : null,
      latencyMs: 1000 * this.#reader.latencyS,
      armMs: (this.#media?.armMs ?? 0) + (this.#output?.aheadMs ?? 0),
      dropouts: this.#tick?.dropouts ?? 0,
      settling: running && !this.#reader.settled,
      sampleRateHz: this.context.sampleRate,
      stamps: this.#reader.stamps,
      jumps: this.#tick?.jumps ?? 0,
      tracks: this.#tick?.tracks ?? 0,
    };
  }

  /** Inside a gesture. False when the output still does not run after a while. */
  resume(): Promise<boolean> {
    return resume(this.context);
  }

  setPlan(segments: readonly Segment[], tracks: ReadonlyMap<string, PlayableTrack>): void {
    this.#passages = passagesOf(segments);
    this.#tracks = tracks;
    this.#parts = this.#planner.parts(this.#passages, tracks);
    this.#assign();
    this.#keep();
  }

  /** Linear, smoothed on the way. */
  setGain(gain: number): void {
    this.#output?.tell({ t: "gain", gain });
    this.#signal?.setGain(gain);
  }

  /** See `Signal.read`. */
  readSignal(levels: Uint8Array<ArrayBuffer>): boolean {
    return this.context.state === "running" && this.#signal?.read(levels, performance.now()) === true;
  }

  /** Followed with the next ticks, by a splice. */
  setTrimUs(trimUs: number): void {
    this.#wishedTrimUs = trimUs;
  }

  setClickUntilUs(untilUs: number): void {
    this.#output?.tell({ t: "click", untilUs });
  }

  /** What could sound at once, the most important entries first. */
  ranges(): BufferedRange[] {
    const planned = this.#passages.flatMap(({ entryId }) => (entryId === null ? [] : [entryId]));
    const entries = [...new Set([...planned, ...this.#tracks.keys()])];
    return bufferedRanges(this.#media?.held ?? [], entries, this.#tracks);
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#watch?.close();
    this.#reader.close();
    this.#signal?.close();
    this.context.onstatechange = null;
    this.#output?.close();
    this.#media?.end();
    this.context.close().catch(() => undefined); // it may be closed already
  }

  #watchTicks(): void {
    const ticks = (): number | null => (this.context.state === "running" ? this.#ticks : null);
    this.#watch = new OutputWatch(ticks, () => this.#broke());
  }

  #threw(): void {
    this.#hasThrown = true;
    this.#broke();
  }

  #broke(): void {
    if (!this.#closed) this.deps.onProblem({ code: "device", message: "The sound output stopped." });
  }

  #onState(): void {
    if (this.context.state === "running") {
      this.#reader.restart();
      this.#output?.tell({ t: "curious" });
    } else if (this.context.state === "closed") this.#broke();
    this.deps.onReport();
  }

  #onTick(tick: Tick): void {
    this.#tick = tick;
    this.#ticks += 1;
    this.#planner.note(tick.lanes);
    if (tick.rendered !== null) this.#reader.rendered(tick.rendered);
    this.#reader.read();
    this.#followTrim();
    this.#sendMap(tick.frame);
    this.#assign();
    if (this.#ticks % KEEP_EVERY_TICKS === 0) {
      this.#keep();
      this.#signal?.rest(performance.now());
    }
    this.deps.onReport();
  }

  #followTrim(): void {
    if (this.#wishedTrimUs === this.#trimUs || this.#ticks < this.#trimmedTick + TRIM_EVERY_TICKS) return;
    this.#trimUs = this.#wishedTrimUs;
    this.#trimmedTick = this.#ticks;
    this.#moved = true;
  }

  #sendMap(frame: number): void {
    const { clock } = this.deps;
    const fit = this.#reader.fitAt(frame);
    if (fit === null || !clock.ready) return;
    const roomUs = clock.toRoomUs(fit.perfMs);
    const usPerMs = (clock.toRoomUs(fit.perfMs + SLOPE_SPAN_MS) - roomUs) / SLOPE_SPAN_MS;
    const map: OutputMap = {
      roomUs: roomUs + this.#trimUs,
      frame,
      usPerFrame: usPerMs * fit.msPerFrame,
      residualUs: fit.residualUs,
      anew: this.#reader.takeAnew(),
      moved: this.#moved,
    };
    this.#moved = false;
    const isCalm = !this.#reader.isCurious;
    if (this.#news.take(map, isCalm)) this.#output?.tell({ t: "map", map, isCalm });
  }

  /** Matches lanes to the plan and tells the worklet where it changed. */
  #assign(): void {
    const { clock } = this.deps;
    // A context that waits for its tap need not decode yet: the first tick does.
    if (!clock.ready || this.context.state !== "running") return;
    const { parts, orders } = this.#planner.assign(
      this.#parts,
      this.#passages,
      this.#tracks,
      clock.nowUs(),
      performance.now(),
    );
    for (const lane of orders.open) {
      this.#output?.tell({ t: "open", lane: lane.id, sample: lane.lo });
      this.#media?.open(lane);
    }
    const text = JSON.stringify(parts);
    if (text !== this.#sentParts) this.#output?.tell({ t: "plan", parts });
    this.#sentParts = text;
    for (const lane of orders.close) {
      this.#output?.tell({ t: "close", lane });
      this.#media?.close(lane);
    }
  }

  #keep(): void {
    // The first music may come while the clock is still measured: then it plays as soon as that is known.
    const wanted = this.#ticks > 0 && this.deps.clock.ready ? wantedPackets : firstPackets;
    const wants = wanted(this.#passages, this.#tracks, this.deps.nowUs());
    const ids = new Set(wants.map((want) => want.renditionId));
    const renditions = new Map<string, RenditionInfo>();
    for (const { rendition } of this.#tracks.values()) {
      if (ids.has(rendition.rendition_id)) renditions.set(rendition.rendition_id, rendition);
    }
    this.#media?.keep([...renditions.values()], wants);
  }
}
