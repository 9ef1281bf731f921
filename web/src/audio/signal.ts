/** What this device plays right now, as the levels of its frequencies: for pictures of the music, and only while somebody draws them. */

/** 512 bins of about 47 Hz at 48 kHz. */
const FFT = 1024;
export const BINS = FFT / 2;
/** Levels between these, in dB, are told as 0 to 255, at full volume. */
const QUIETEST_DB = -86;
const LOUDEST_DB = -22;
/** Nobody has looked for so long: the graph is relieved of it. */
const UNSEEN_MS = 2000;
/** Below it nothing is heard, and nothing is shown. */
const SILENT_GAIN = 1e-3;

/** What passes its sound on: the output of an engine. */
export interface Tapped {
  tap(node: AudioNode): void;
  untap(node: AudioNode): void;
}

export class Signal {
  readonly #context: BaseAudioContext;
  readonly #output: Tapped;
  #analyser: AnalyserNode | null = null;
  #gain = 1;
  #seenMs = 0;

  constructor(context: BaseAudioContext, output: Tapped) {
    this.#context = context;
    this.#output = output;
  }

  /** This device's volume, linear: what is drawn shows the music, however quietly it plays. */
  setGain(gain: number): void {
    this.#gain = gain;
    if (this.#analyser !== null) this.#scale(this.#analyser);
  }

  /** Writes the levels, low frequencies first. False while nothing is heard here. */
  read(levels: Uint8Array<ArrayBuffer>, nowMs: number): boolean {
    if (this.#gain < SILENT_GAIN) return false;
    this.#seenMs = nowMs;
    this.#analyser ??= this.#opened();
    this.#analyser.getByteFrequencyData(levels);
    return true;
  }

  /** Called now and then: lets go of the analyser when nobody looks. */
  rest(nowMs: number): void {
    if (this.#analyser !== null && nowMs > this.#seenMs + UNSEEN_MS) this.close();
  }

  /** Idempotent. */
  close(): void {
    if (this.#analyser !== null) this.#output.untap(this.#analyser);
    this.#analyser = null;
  }

  #opened(): AnalyserNode {
    const analyser = new AnalyserNode(this.#context, { fftSize: FFT, smoothingTimeConstant: 0.75 });
    this.#scale(analyser);
    this.#output.tap(analyser);
    return analyser;
  }

  #scale(analyser: AnalyserNode): void {
    const gainDb = 20 * Math.log10(Math.max(SILENT_GAIN, this.#gain));
    // The lower bound must stay below the upper one at every step.
    analyser.minDecibels = -200;
    analyser.maxDecibels = LOUDEST_DB + gainDb;
    analyser.minDecibels = QUIETEST_DB + gainDb;
  }
}
