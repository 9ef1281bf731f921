import { describe, expect, it, vi } from "vitest";
import type { MediaGrant, RenditionInfo } from "./ports";
import { MediaRefused, PacketStore } from "./store";

const PACKET_BYTES = 40;
const rendition: RenditionInfo = {
  rendition_id: "r",
  samples: 3000 * 960,
  pre_skip: 312,
  packets: 3001,
  size_bytes: 3001 * PACKET_BYTES,
  gain_db: 0,
};

/** A media server in memory: packet i is 40 bytes of `i % 256`. `answers` are statuses it gives before it serves. */
class Server {
  readonly asked: string[] = [];
  answers: number[] = [];

  readonly fetch: typeof fetch = (input, init) => {
    const url = typeof input === "string" ? input : "";
    const range = /bytes=(\d+)-(\d+)/.exec(new Headers(init?.headers).get("Range") ?? "");
    this.asked.push(`${url} ${range?.[0] ?? ""}`);
    const status = this.answers.shift() ?? 206;
    if (status !== 206 || range === null) return Promise.resolve(new Response(null, { status }));
    const body = (url.includes("index.bin") ? INDEX : AUDIO).slice(Number(range[1]), Number(range[2]) + 1);
    return Promise.resolve(new Response(body, { status: 206 }));
  };
}

const AUDIO = Uint8Array.from({ length: rendition.size_bytes }, (_, i) => Math.floor(i / PACKET_BYTES) % 256);
const INDEX = new Uint8Array(6 * rendition.packets);
for (let i = 0; i < rendition.packets; i += 1) {
  new DataView(INDEX.buffer).setUint32(6 * i, i * PACKET_BYTES, true);
  new DataView(INDEX.buffer).setUint16(6 * i + 4, PACKET_BYTES, true);
}

function open(server: Server): { store: PacketStore; grants: boolean[] } {
  const grants: boolean[] = [];
  const grantFor = (id: string, fresh: boolean): Promise<MediaGrant> => {
    grants.push(fresh);
    return Promise.resolve({ rendition_id: id, base: "/m/", query: `?s=${grants.length}`, expires_at_s: 1 });
  };
  return { store: new PacketStore(grantFor, server.fetch), grants };
}

describe("the packet store", () => {
  it("fetches a page by range and cuts its packets", async () => {
    const { store } = open(new Server());
    const packets = await store.page(rendition, 3);
    expect(packets).toHaveLength(250);
    expect(packets[7]?.[0]).toBe((3 * 250 + 7) % 256);
    expect(packets[7]).toHaveLength(PACKET_BYTES);
  });

  it("asks once for a page that two want at the same time", async () => {
    const server = new Server();
    const { store } = open(server);
    await Promise.all([store.page(rendition, 0), store.page(rendition, 0)]);
    await store.page(rendition, 0);
    expect(server.asked.filter((each) => each.includes("audio.webm"))).toHaveLength(1);
  });

  it("fetches a run of pages in one request", async () => {
    const server = new Server();
    const { store } = open(server);
    await store.fetchRun(rendition, 0, 4);
    await store.page(rendition, 3);
    expect(server.asked.filter((each) => each.includes("audio.webm"))).toHaveLength(1);
    expect(store.held([rendition])).toEqual([{ renditionId: "r", from: 0, to: 1000 }]);
  });

  it("gets another address when the one it has is refused, and goes on", async () => {
    const server = new Server();
    server.answers = [403];
    const { store, grants } = open(server);
    await store.page(rendition, 0);
    expect(grants).toEqual([false, true]);
    expect(server.asked.at(-1)).toContain("?s=2");
  });

  it("tries again after a server error", async () => {
    const server = new Server();
    server.answers = [503];
    const { store } = open(server);
    expect(await store.page(rendition, 0)).toHaveLength(250);
  });

  it("gives up on a track that is not there", async () => {
    const server = new Server();
    server.answers = [404];
    const { store } = open(server);
    await expect(store.page(rendition, 0)).rejects.toThrow(MediaRefused);
  });

  it("puts an answer together that comes in pieces", async () => {
    const server = new Server();
    const inPieces: typeof fetch = async (input, init) => {
      const bytes = new Uint8Array(await (await server.fetch(input, init)).arrayBuffer());
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let at = 0; at < bytes.length; at += 999) controller.enqueue(bytes.slice(at, at + 999));
          controller.close();
        },
      });
      return new Response(body, { status: 206 });
    };
    const grant = { rendition_id: "r", base: "/m/", query: "", expires_at_s: 1 };
    const packets = await new PacketStore(() => Promise.resolve(grant), inPieces).page(rendition, 1);
    expect(packets.map((packet) => [...packet])).toEqual(
      packets.map((_, i) => Array.from({ length: PACKET_BYTES }, () => (250 + i) % 256)),
    );
    expect(packets).toHaveLength(250);
  });

  it("reads the last, short page", async () => {
    const { store } = open(new Server());
    expect(await store.page(rendition, 12)).toHaveLength(1);
  });

  it("gives up a request that hangs, so that others need not wait for it", async () => {
    vi.useFakeTimers();
    const server = new Server();
    let hung = 0;
    const fetchBytes: typeof fetch = (input, init) => {
      if (hung > 0) return server.fetch(input, init);
      hung += 1;
      return new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(new Error("aborted"))));
    };
    const grant = { rendition_id: "r", base: "/m/", query: "", expires_at_s: 1 };
    const coming = new PacketStore(() => Promise.resolve(grant), fetchBytes).page(rendition, 0);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await coming).toHaveLength(250);
    vi.useRealTimers();
  });

  it("asks again for an address that could not be had just now", async () => {
    vi.useFakeTimers();
    let asked = 0;
    const grantFor = (id: string): Promise<MediaGrant> => {
      asked += 1;
      if (asked === 1) return Promise.reject(new Error("offline"));
      return Promise.resolve({ rendition_id: id, base: "/m/", query: "", expires_at_s: 1 });
    };
    const coming = new PacketStore(grantFor, new Server().fetch).page(rendition, 0);
    await vi.advanceTimersByTimeAsync(2000);
    expect(await coming).toHaveLength(250);
    vi.useRealTimers();
  });
});
