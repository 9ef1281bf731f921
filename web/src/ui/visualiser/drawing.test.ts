import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BINS } from "../../audio/signal";
import { bandEdges, Bands } from "./bands";
import { Drawing, type Canvas, type Frames } from "./drawing";

const SCREEN_MS = 1000 / 60;

/** A screen of 60 frames a second that a test runs by hand, and can hide. */
class Screen implements Frames {
  hidden = false;
  #nowMs = 1000;
  #next = 1;
  readonly #asked = new Map<number, (nowMs: number) => void>();
  #changed: () => void = () => undefined;

  request = (step: (nowMs: number) => void): number => {
    this.#asked.set(this.#next, step);
    return this.#next++;
  };
  cancel = (id: number): void => void this.#asked.delete(id);
  onVisibility = (changed: () => void): (() => void) => {
    this.#changed = changed;
    return () => (this.#changed = () => undefined);
  };
  /** Hidden pages get no frames. */
  pass(frames: number): void {
    for (let n = 0; n < frames; n += 1) {
      this.#nowMs += SCREEN_MS;
      vi.advanceTimersByTime(SCREEN_MS);
      const steps = this.hidden ? [] : [...this.#asked.values()];
      if (!this.hidden) this.#asked.clear();
      for (const step of steps) step(this.#nowMs);
    }
  }
  turn(hidden: boolean): void {
    this.hidden = hidden;
    this.#changed();
  }
  get waits(): boolean {
    return this.#asked.size > 0;
  }
}

class Picture implements Canvas {
  readonly width = 300;
  readonly height = 100;
  drawn = 0;
  tallest = 0;
  draw(heights: Float32Array): void {
    this.drawn += 1;
    this.tallest = Math.max(...heights);
  }
}

describe("bands", () => {
  it("have a bin each at least, and rise with the frequency", () => {
    for (const count of [1, 12, 32, 64]) {
      const edges = bandEdges(BINS, count);
      expect(edges).toHaveLength(count + 1);
      edges.slice(1).forEach((edge, n) => expect(edge).toBeGreaterThan(edges[n] ?? Infinity));
      expect(edges.at(-1)).toBeLessThan(BINS);
    }
  });

  it("rise at once and fall slowly", () => {
    const bands = new Bands(8, BINS);
    bands.take(new Uint8Array(BINS).fill(255), 0.016);
    expect([...bands.heights]).toEqual(Array(8).fill(1));
    bands.take(null, 0.1);
    expect(bands.heights[0]).toBeCloseTo(0.82);
    expect(bands.areStill).toBe(false);
    for (let n = 0; n < 6; n += 1) bands.take(null, 0.1);
    expect(bands.areStill).toBe(true);
  });
});

describe("the visualiser", () => {
  let screen: Screen;
  let picture: Picture;
  let sounding: boolean;
  let reads: number;
  const begin = (mostFramesPerS = 60): Drawing =>
    new Drawing({
      canvas: picture,
      bars: 16,
      mostFramesPerS,
      frames: screen,
      read: (levels) => {
        reads += 1;
        levels.fill(sounding ? 200 : 0);
        return sounding;
      },
    });
  beforeEach(() => {
    vi.useFakeTimers();
    screen = new Screen();
    picture = new Picture();
    [sounding, reads] = [true, 0];
  });
  afterEach(() => vi.useRealTimers());

  it("draws what sounds, at most as often as the device may", () => {
    begin();
    screen.pass(60);
    expect(picture.drawn).toBe(60);
    expect(picture.tallest).toBeGreaterThan(0.5);
    const slow = new Picture();
    picture = slow;
    begin(30);
    screen.pass(60);
    expect(slow.drawn).toBe(30);
  });

  it("stops while the page is hidden, and goes on when it is seen", () => {
    const drawing = begin();
    screen.pass(10);
    screen.turn(true);
    expect([screen.waits, drawing.isDrawing]).toEqual([false, false]);
    const [drawn, read] = [picture.drawn, reads];
    screen.pass(600);
    expect([picture.drawn, reads]).toEqual([drawn, read]);
    screen.turn(false);
    screen.pass(10);
    expect(picture.drawn).toBe(drawn + 10);
  });

  it("asks for no frames in silence, and wakes when something sounds", () => {
    const drawing = begin();
    screen.pass(10);
    sounding = false;
    screen.pass(120);
    expect(drawing.isDrawing).toBe(false);
    const { drawn } = picture;
    screen.pass(60);
    expect(picture.drawn - drawn).toBeLessThan(6);
    sounding = true;
    screen.pass(60);
    expect(drawing.isDrawing).toBe(true);
    expect(picture.tallest).toBeGreaterThan(0.5);
  });

  it("does nothing more once it is closed", () => {
    const drawing = begin();
    screen.pass(5);
    drawing.close();
    const { drawn } = picture;
    screen.pass(100);
    expect([picture.drawn, screen.waits]).toEqual([drawn, false]);
  });
});
