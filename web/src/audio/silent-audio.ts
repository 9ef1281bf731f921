/**
 * An `<audio>` that plays while this device sounds: the system shows its media controls only for an element, and by
 * pausing it (a call, headphones unplugged, another app) the system tells that this device should be quiet. It plays silence, or,
 * where the system stops a page's own output in the background, the music itself. Where the graph alone gets the controls there is nothing
 * for it to play: silence costs an output of its own.
 */

import { needsElement } from "./ways";

const SECONDS = 30;
const RATE = 8000;
const HEADER_BYTES = 44;

/** A mono 8-bit WAV of silence. */
export function silentWav(seconds: number): ArrayBuffer {
  const samples = seconds * RATE;
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + samples));
  const text = (at: number, word: string): void =>
    new TextEncoder().encode(word).forEach((byte, i) => view.setUint8(at + i, byte));
  text(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + samples, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  text(36, "data");
  view.setUint32(40, samples, true);
  new Uint8Array(view.buffer).fill(128, HEADER_BYTES);
  return view.buffer;
}

export class SilentAudio {
  readonly #url = needsElement(navigator)
    ? URL.createObjectURL(new Blob([silentWav(SECONDS)], { type: "audio/wav" }))
    : null;
  readonly #element = this.#url === null ? new Audio() : new Audio(this.#url);
  #wanted = false;

  /** @param onSystemPause called when somebody other than `pause` stopped it, or kept it from playing the music. */
  constructor(readonly onSystemPause: () => void) {
    this.#element.loop = true;
    this.#element.onpause = () => {
      if (this.#wanted && !this.#element.ended) onSystemPause();
      this.#wanted = false;
    };
  }

  /**
   * Call it inside a gesture. A browser that does not let it play silence has no media controls, and nothing else is lost; one that does not
   * let it play the music is told of.
   */
  play(): void {
    this.#wanted = true;
    if (this.#url === null && this.#element.srcObject === null) return;
    this.#element.play().catch((error: unknown) => this.#refused(error));
  }

  /** Plays the music instead of silence; null: silence again. What has played in a gesture may go on with something else. */
  carry(stream: MediaStream | null): void {
    if (this.#element.srcObject === stream) return;
    const wanted = this.#wanted;
    this.#wanted = false;
    this.#element.srcObject = stream;
    if (wanted) this.play();
  }

  pause(): void {
    this.#wanted = false;
    this.#element.pause();
  }

  #refused(error: unknown): void {
    // Replaced by a newer `play` or a `pause`: no answer to this one.
    if (error instanceof DOMException && error.name === "AbortError") return;
    const isLoss = this.#wanted && this.#element.srcObject !== null;
    this.#wanted = false;
    if (isLoss) this.onSystemPause();
  }

  close(): void {
    this.pause();
    this.#element.srcObject = null;
    this.#element.removeAttribute("src");
    if (this.#url !== null) URL.revokeObjectURL(this.#url);
  }
}
