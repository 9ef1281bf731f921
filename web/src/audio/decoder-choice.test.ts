import { expect, test } from "vitest";
import { DecoderChoice, type DecoderKinds } from "./decoder-choice";
import { DecoderLost, type PacketDecoder, type SampleSink } from "./decode";
import type { DecoderName } from "./ports";

/** What a browser may bring: a decoder that works, lies, hangs on its input, or is not there. */
type Browser = "works" | "silent" | "missing" | "throws";

class Made implements PacketDecoder {
  closed = false;

  constructor(
    readonly sink: SampleSink,
    readonly browser: Browser,
    readonly fail: (error: DOMException) => void = () => undefined,
  ) {}

  decode(packet: number, run: readonly Uint8Array[]): Promise<void> {
    if (this.browser === "throws") return Promise.reject(new DecoderLost("broken"));
    if (this.browser === "works") this.sink(packet * 960, run.length * 960, () => undefined);
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.closed = true;
  }
}

class Shelf implements DecoderKinds {
  readonly made: Made[] = [];
  wasmMade = 0;

  constructor(readonly browser: Browser) {}

  webcodecs(sink: SampleSink, failed: (error: DOMException) => void): PacketDecoder {
    if (this.browser === "missing") throw new ReferenceError("AudioDecoder is not defined");
    const made = new Made(sink, this.browser, failed);
    this.made.push(made);
    return made;
  }

  wasm(sink: SampleSink): Promise<PacketDecoder> {
    this.wasmMade += 1;
    return Promise.resolve(new Made(sink, "works"));
  }
}

const nowhere: SampleSink = () => undefined;

function choice(browser: Browser, chosen: DecoderName | null = null) {
  const shelf = new Shelf(browser);
  const told: DecoderName[] = [];
  return { shelf, told, choice: new DecoderChoice(chosen, (name) => told.push(name), shelf) };
}

test("a decoder that decodes silence is taken", async () => {
  const { shelf, told, choice: decoders } = choice("works");
  await decoders.make(nowhere);
  await decoders.make(nowhere);
  expect(told).toEqual(["webcodecs"]);
  expect(shelf.wasmMade).toBe(0);
  expect(shelf.made[0]?.closed).toBe(true); // the one that was tried
});

test.each(["silent", "missing", "throws"] as const)("one that is %s is not", async (browser) => {
  const { shelf, told, choice: decoders } = choice(browser);
  await decoders.make(nowhere);
  expect(told).toEqual(["wasm"]);
  expect(shelf.wasmMade).toBe(1);
});

test("one that breaks twice without decoding anything is exchanged", async () => {
  const { shelf, told, choice: decoders } = choice("works");
  for (let time = 0; time < 2; time += 1) {
    await decoders.make(nowhere);
    shelf.made.at(-1)?.fail(new DOMException("bad", "EncodingError"));
  }
  await decoders.make(nowhere);
  expect(told).toEqual(["webcodecs", "wasm"]);
  expect(shelf.wasmMade).toBe(1);
});

test("one that decodes in between is kept, and so is one that the browser took back", async () => {
  const { shelf, told, choice: decoders } = choice("works");
  for (let time = 0; time < 4; time += 1) {
    const decoder = await decoders.make(nowhere);
    await decoder.decode(0, [new Uint8Array()]);
    shelf.made.at(-1)?.fail(new DOMException("bad", "EncodingError"));
    shelf.made.at(-1)?.fail(new DOMException("hidden page", "QuotaExceededError"));
  }
  expect(told).toEqual(["webcodecs"]);
});

test("what was chosen is not tried, and not exchanged", async () => {
  const { shelf, told, choice: decoders } = choice("silent", "webcodecs");
  await decoders.make(nowhere);
  for (let time = 0; time < 3; time += 1) shelf.made.at(-1)?.fail(new DOMException("bad", "EncodingError"));
  await decoders.make(nowhere);
  expect(told).toEqual(["webcodecs"]);
  expect(shelf.wasmMade).toBe(0);
});
