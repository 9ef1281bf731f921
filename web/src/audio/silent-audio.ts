/**
 * A silent `<audio>` that plays while this device sounds: the system shows its media controls only for an element, and by
 * pausing it (a call, headphones unplugged, another app) the system tells that this device should be quiet.
 */

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
  readonly #url = URL.createObjectURL(new Blob([silentWav(SECONDS)], { type: "audio/wav" }));
  readonly #element = new Audio(this.#url);
  #wanted = false;

  /** @param onSystemPause called when somebody other than `pause` stopped it. */
  constructor(onSystemPause: () => void) {
    this.#element.loop = true;
    this.#element.onpause = () => {
      if (this.#wanted && !this.#element.ended) onSystemPause();
      this.#wanted = false;
    };
  }

  /** Call it inside a gesture. A browser that does not let it play has no media controls, and nothing else is lost. */
  play(): void {
    this.#wanted = true;
    this.#element.play().catch(() => (this.#wanted = false));
  }

  pause(): void {
    this.#wanted = false;
    this.#element.pause();
  }

  close(): void {
    this.pause();
    this.#element.removeAttribute("src");
    URL.revokeObjectURL(this.#url);
  }
}
