import type { Canvas } from "./drawing";

/** A quarter of a bar's place is left free. */
const FREE = 0.28;
/** More dots than that cost more than they show. */
const MOST_DENSE = 1.5;

/** Bars on a canvas, in the colours given: from the floor up, or from both sides of a middle line. */
export class BarPainter implements Canvas {
  readonly #context: CanvasRenderingContext2D | null;
  readonly #canvas: HTMLCanvasElement;
  readonly #mirrored: boolean;
  readonly #watch: ResizeObserver;
  #colours: readonly string[] = ["#fff"];
  #fill: CanvasGradient | string = "#fff";

  constructor(canvas: HTMLCanvasElement, mirrored: boolean) {
    this.#canvas = canvas;
    this.#mirrored = mirrored;
    this.#context = canvas.getContext("2d");
    this.#watch = new ResizeObserver(() => this.#fit());
    this.#watch.observe(canvas);
    this.#fit();
  }

  get width(): number {
    return this.#canvas.width;
  }

  get height(): number {
    return this.#canvas.height;
  }

  setColours(colours: readonly string[]): void {
    this.#colours = colours.length > 0 ? colours : ["#fff"];
    this.#mix();
  }

  draw(heights: Float32Array): void {
    const context = this.#context;
    if (context === null) return;
    const { width, height } = this;
    context.clearRect(0, 0, width, height);
    context.fillStyle = this.#fill;
    const pitch = width / heights.length;
    const thick = Math.max(1, pitch * (1 - FREE));
    for (let bar = 0; bar < heights.length; bar += 1) {
      const tall = (heights[bar] ?? 0) * height;
      if (tall < 1) continue;
      context.fillRect(
        bar * pitch + (pitch - thick) / 2,
        this.#mirrored ? (height - tall) / 2 : height - tall,
        thick,
        tall,
      );
    }
  }

  close(): void {
    this.#watch.disconnect();
  }

  #fit(): void {
    const dense = Math.min(MOST_DENSE, devicePixelRatio || 1);
    const [width, height] = [this.#canvas.clientWidth * dense, this.#canvas.clientHeight * dense].map(Math.round);
    if (width === this.width && height === this.height) return;
    this.#canvas.width = width ?? 0;
    this.#canvas.height = height ?? 0;
    this.#mix();
  }

  #mix(): void {
    const context = this.#context;
    const [first] = this.#colours;
    if (context === null || this.#colours.length === 1) {
      this.#fill = first ?? "#fff";
      return;
    }
    const gradient = context.createLinearGradient(0, 0, this.width, 0);
    this.#colours.forEach((colour, n) => gradient.addColorStop(n / (this.#colours.length - 1), colour));
    this.#fill = gradient;
  }
}
