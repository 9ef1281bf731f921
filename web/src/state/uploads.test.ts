import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../net/api.ts";
import type { LibraryTrack, NewUpload, UploadStage, UploadState } from "../net/api_types.ts";
import { CommandRefused } from "../net/pending.ts";
import { UnfinishedUploads, type KeyValue } from "./upload/unfinished.ts";
import { Uploads, type UploadApi } from "./uploads.svelte.ts";

const track = (id: string): LibraryTrack => ({ track_id: id }) as LibraryTrack;
const file = (name: string, bytes = 8): File => new File([new Uint8Array(bytes)], name, { lastModified: 5 });

/** The server's side of uploading, in memory; `finish` ends the preparation of a file. */
class Server implements UploadApi {
  readonly known = new Map<string, UploadState>();
  readonly cancelled: string[] = [];
  readonly asked: NewUpload[] = [];
  hold: Promise<void> = Promise.resolve();
  sending = 0;
  mostSending = 0;
  /** So many of the next announcements are turned away. */
  busy = 0;
  #next = 1;

  startUpload = (upload: NewUpload) => {
    if (this.busy > 0) {
      this.busy -= 1;
      return Promise.reject(new ApiError("rate_limited", "Too many at once.", 429, true));
    }
    this.asked.push(upload);
    const upload_id = `u${this.#next++}`;
    const { file_name, size } = upload;
    const fresh = { progress: 0, track: null, error: null, duplicate: false, stage: "receiving" as UploadStage };
    this.known.set(upload_id, { upload_id, file_name, size, offset: 0, ...fresh });
    return Promise.resolve({ upload_id, offset: 0 });
  };
  upload = (id: string) => Promise.resolve({ ...this.of(id) });
  uploads = () => Promise.resolve([...this.known.values()]);
  retryUpload = (id: string) => {
    Object.assign(this.of(id), { stage: "queued", error: null });
    return Promise.resolve();
  };
  cancelUpload = (id: string) => {
    this.cancelled.push(id);
    return Promise.resolve();
  };

  put = async (id: string, offset: number, part: Blob): Promise<number> => {
    this.sending += 1;
    this.mostSending = Math.max(this.mostSending, this.sending);
    await this.hold;
    this.sending -= 1;
    const state = this.of(id);
    state.offset = offset + part.size;
    if (state.offset === state.size) state.stage = "queued";
    return state.offset;
  };

  of(id: string): UploadState {
    const state = this.known.get(id);
    if (state === undefined) throw new ApiError("no_such_upload", "Gone.", 404, false);
    return state;
  }

  byName(name: string): UploadState {
    const state = [...this.known.values()].find((one) => one.file_name === name);
    if (state === undefined) throw new Error(`nothing called ${name}`);
    return state;
  }

  finish(name: string, how: Partial<UploadState> = {}): void {
    Object.assign(this.byName(name), { stage: "done", track: track(name), ...how });
  }
}

function memory(): KeyValue {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

let server: Server;
let store: KeyValue;

function open(): Uploads {
  return new Uploads({
    api: server,
    put: server.put,
    wait: () => new Promise((resolve) => setTimeout(resolve)),
    nowMs: () => 0,
    dateMs: () => 1_000,
    unfinished: new UnfinishedUploads(store),
  });
}

beforeEach(() => {
  server = new Server();
  store = memory();
});

const states = (uploads: Uploads): string[] => uploads.items.map((item) => item.state);

describe("uploads", () => {
  it("send, are prepared, and end in the library", async () => {
    const uploads = open();
    uploads.add([file("a.mp3")]);
    await vi.waitFor(() => expect(states(uploads)).toEqual(["preparing"]));
    Object.assign(server.byName("a.mp3"), { stage: "loudness", progress: 0.5 });
    await vi.waitFor(() => expect(uploads.items[0]?.words).toBe("Measuring the loudness"));
    expect(uploads.fraction).toBeGreaterThan(0.8);
    server.finish("a.mp3");
    await vi.waitFor(() => expect(states(uploads)).toEqual(["done"]));
    expect(uploads.items[0]?.words).toBe("In your library");
    expect(uploads.fraction).toBe(1);
  });

  it("go two at a time", async () => {
    const uploads = open();
    uploads.add([file("a"), file("b"), file("c"), file("d"), file("e")]);
    await vi.waitFor(() => expect(states(uploads).every((state) => state === "preparing")).toBe(true));
    expect(server.mostSending).toBe(2);
  });

  it("of empty and of too big files are refused before a byte is sent", () => {
    const uploads = open();
    uploads.maxBytes = 5_000_000;
    uploads.add([file("empty.mp3", 0), file("big.wav", 6_000_000)]);
    expect(states(uploads)).toEqual(["failed", "failed"]);
    expect(uploads.items[1]?.words).toBe("This file is too big: 6.0 MB. At most 5.0 MB here.");
    expect(server.asked).toEqual([]);
  });

  it("say kindly that a track is there already", async () => {
    const uploads = open();
    uploads.add([file("a")]);
    await vi.waitFor(() => expect(states(uploads)).toEqual(["preparing"]));
    server.finish("a", { duplicate: true });
    await vi.waitFor(() => expect(uploads.items[0]?.words).toBe("Already in your library"));
  });

  it("that fail say why in the server's words, and can be tried again", async () => {
    const uploads = open();
    uploads.add([file("a")]);
    await vi.waitFor(() => expect(states(uploads)).toEqual(["preparing"]));
    server.finish("a", { stage: "failed", error: { code: "timeout", message: "This took too long." } });
    await vi.waitFor(() => expect(uploads.items[0]?.words).toBe("This took too long."));
    const [item] = uploads.items;
    if (item === undefined) throw new Error("no item");
    await uploads.retry(item);
    expect(states(uploads)).toEqual(["preparing"]);
    server.finish("a", { error: null });
    await vi.waitFor(() => expect(states(uploads)).toEqual(["done"]));
  });

  it("are cancelled while they are sent, here and on the server", async () => {
    let release = (): void => undefined;
    server.hold = new Promise((resolve) => (release = resolve));
    const uploads = open();
    const [item] = uploads.add([file("a"), file("b"), file("c")]);
    await vi.waitFor(() => expect(server.sending).toBe(2));
    if (item !== undefined) uploads.cancel(item);
    release();
    await vi.waitFor(() => expect(states(uploads)).toEqual(["cancelled", "preparing", "preparing"]));
    expect(server.cancelled).toEqual(["u1"]);
  });

  it("go into the room's queue in the order they were chosen, whichever is ready first", async () => {
    const uploads = open();
    const queue: string[] = [];
    uploads.offerQueue("ROOM42", (ids) => Promise.resolve(queue.push(...ids)));
    uploads.add([file("1"), file("2"), file("3")], { room: "ROOM42" });
    await vi.waitFor(() => expect(states(uploads)).toEqual(["preparing", "preparing", "preparing"]));
    server.finish("3");
    server.finish("2", { stage: "failed" });
    await vi.waitFor(() => expect(states(uploads)).toEqual(["preparing", "failed", "done"]));
    expect(queue).toEqual([]);
    server.finish("1");
    await vi.waitFor(() => expect(queue).toEqual(["1", "3"]));
    await vi.waitFor(() => expect(uploads.items[0]?.words).toBe("Added to the queue"));
  });

  it("wait when the server takes no more of them for a moment", async () => {
    server.busy = 3;
    const uploads = open();
    uploads.add([file("a"), file("b")]);
    await vi.waitFor(() => expect(states(uploads)).toEqual(["preparing", "preparing"]));
    expect(server.known.size).toBe(2);
  });

  it("go into the queue after all when the room was away for a moment", async () => {
    const uploads = open();
    const queue: string[] = [];
    const withdraw = uploads.offerQueue("ROOM42", () => Promise.reject(new CommandRefused("offline", "Away.", true)));
    uploads.add([file("a")], { room: "ROOM42" });
    await vi.waitFor(() => expect(states(uploads)).toEqual(["preparing"]));
    server.finish("a");
    await vi.waitFor(() => expect(states(uploads)).toEqual(["done"]));
    withdraw();
    await vi.waitFor(() => {
      uploads.offerQueue("ROOM42", (ids) => Promise.resolve(queue.push(...ids)));
      expect(queue).toEqual(["a"]);
    });
  });

  it("stay in the library when the room refuses them", async () => {
    const uploads = open();
    uploads.offerQueue("ROOM42", () => Promise.reject(new Error("Only the host may add.")));
    uploads.add([file("a")], { room: "ROOM42" });
    await vi.waitFor(() => expect(states(uploads)).toEqual(["preparing"]));
    server.finish("a");
    await vi.waitFor(() => expect(uploads.items[0]?.words).toBe("In your library"));
  });

  it("cut short by a reload go on from the offset when the same file is chosen again", async () => {
    const before = open();
    server.hold = new Promise(() => undefined);
    before.add([file("a")]);
    await vi.waitFor(() => expect(server.sending).toBe(1));
    Object.assign(server.of("u1"), { offset: 5 });
    server.hold = Promise.resolve();

    const after = open();
    await after.restore();
    expect(after.interrupted.map((one) => one.fileName)).toEqual(["a"]);
    after.add([file("a")]);
    await vi.waitFor(() => expect(states(after)).toEqual(["preparing"]));
    expect(server.known.size).toBe(1);
    expect(after.interrupted).toEqual([]);
  });

  it("that the server still prepares are shown again after a reload", async () => {
    const before = open();
    before.add([file("a")]);
    await vi.waitFor(() => expect(states(before)).toEqual(["preparing"]));
    const after = open();
    await after.restore();
    expect(states(after)).toEqual(["preparing"]);
    server.finish("a");
    await vi.waitFor(() => expect(states(after)).toEqual(["done"]));
  });

  it("of a changed file with the same name and size start anew", async () => {
    const before = open();
    server.hold = new Promise(() => undefined);
    before.add([file("a")]);
    await vi.waitFor(() => expect(server.sending).toBe(1));
    server.hold = Promise.resolve();
    const after = open();
    after.add([new File([new Uint8Array(8)], "a", { lastModified: 6 })]);
    await vi.waitFor(() => expect(states(after)).toEqual(["preparing"]));
    expect(server.known.size).toBe(2);
  });
});
