/** Compressed music held in memory: pages of 5 s, fetched by range, the longest unused dropped first. */

import {
  audioRange,
  type ByteRange,
  cutPackets,
  indexRange,
  PAGE_PACKETS,
  type PacketTable,
  pageOf,
  readIndex,
} from "./packets";
import type { MediaGrant, RenditionInfo } from "./ports";
import type { PacketRange } from "./messages";

/** Nearly 7 minutes at 160 kb/s: twice what is wanted ahead, so that nothing wanted is dropped. */
const HELD_BYTES = 8_000_000;
/** Pages one request brings at most: 30 s. */
const RUN_PAGES = 6;
/** Packets one request for index slices covers: 2 minutes, 36 kB. */
const INDEX_PACKETS = 6000;
/** Slices of indexes remembered, 36 kB each. */
const INDEXES_HELD = 64;
/** A request that brings nothing for this long is given up and made again: others wait for it. */
const STALLED_MS = 8000;
const RETRY_MS = [250, 500, 1000, 2000, 4000];

/** Cut when it is decoded: 250 packets are as many objects. */
interface Page {
  readonly table: PacketTable;
  readonly first: number;
  readonly end: number;
  readonly bytes: Uint8Array;
  /** Where the bytes begin in the file. */
  readonly base: number;
}

export type GrantSource = (renditionId: string, fresh: boolean) => Promise<MediaGrant>;

export class MediaRefused extends Error {}

export class PacketStore {
  /** By rendition and page; in the order of last use. */
  readonly #pages = new Map<string, Page>();
  readonly #coming = new Map<string, Promise<void>>();
  readonly #indexes = new Map<string, Promise<PacketTable>>();
  readonly #grants = new Map<string, MediaGrant>();
  #bytes = 0;

  constructor(
    readonly grantFor: GrantSource,
    readonly fetchBytes: typeof fetch = (input, init) => fetch(input, init),
  ) {}

  holds(renditionId: string, page: number): boolean {
    return this.#pages.has(`${renditionId}/${page}`);
  }

  /** The packets of a page, from memory or the network; throws MediaRefused when the server will not give them. */
  async page(rendition: RenditionInfo, page: number): Promise<readonly Uint8Array[]> {
    const key = `${rendition.rendition_id}/${page}`;
    for (;;) {
      const held = this.#pages.get(key);
      if (held !== undefined) {
        this.#pages.delete(key);
        this.#pages.set(key, held);
        return cutPackets(held.table, held.first, held.end, held.bytes, held.base);
      }
      await this.fetchRun(rendition, page, 1);
    }
  }

  /** Fetches up to `pages` missing pages in one request, starting at `page`; joins a fetch that is under way. */
  async fetchRun(rendition: RenditionInfo, page: number, pages: number): Promise<void> {
    const id = rendition.rendition_id;
    const under = this.#coming.get(`${id}/${page}`);
    if (under !== undefined) return under;
    let end = page;
    const last = Math.min(page + Math.min(pages, RUN_PAGES), pageOf(rendition.packets - 1) + 1);
    while (end < last && !this.holds(id, end) && !this.#coming.has(`${id}/${end}`)) end += 1;
    if (end === page) return;
    const work = this.#load(rendition, page, end);
    for (let each = page; each < end; each += 1) this.#coming.set(`${id}/${each}`, work);
    try {
      await work;
    } finally {
      for (let each = page; each < end; each += 1) this.#coming.delete(`${id}/${each}`);
    }
  }

  /** What is held, as packet ranges per rendition. */
  held(renditions: readonly RenditionInfo[]): PacketRange[] {
    const ranges: PacketRange[] = [];
    for (const { rendition_id: id, packets } of renditions) {
      let from = -1;
      for (let page = 0; page <= pageOf(packets - 1) + 1; page += 1) {
        const here = this.holds(id, page);
        if (here && from === -1) from = page;
        if (here || from === -1) continue;
        ranges.push({ renditionId: id, from: from * PAGE_PACKETS, to: Math.min(packets, page * PAGE_PACKETS) });
        from = -1;
      }
    }
    return ranges;
  }

  async #load(rendition: RenditionInfo, fromPage: number, toPage: number): Promise<void> {
    const from = fromPage * PAGE_PACKETS;
    const to = Math.min(rendition.packets, toPage * PAGE_PACKETS);
    const table = await this.#table(rendition, from, to);
    const range = audioRange(table, from, to);
    const bytes = new Uint8Array(await this.#range(rendition.rendition_id, "audio.webm", range));
    for (let page = fromPage; page < toPage; page += 1) {
      const first = page * PAGE_PACKETS;
      const end = Math.min(to, first + PAGE_PACKETS);
      // Copied, so that dropping one page of a run frees its bytes.
      const part = audioRange(table, first, end);
      const own = bytes.slice(part.from - range.from, part.to - range.from);
      this.#keep(`${rendition.rendition_id}/${page}`, { table, first, end, bytes: own, base: part.from });
    }
  }

  #keep(key: string, page: Page): void {
    this.#pages.set(key, page);
    this.#bytes += page.bytes.byteLength;
    for (const [old, { bytes }] of this.#pages) {
      if (this.#bytes <= HELD_BYTES || old === key) return;
      this.#pages.delete(old);
      this.#bytes -= bytes.byteLength;
    }
  }

  /** Index of packets `[from, to)`, which a run never spreads over more than two slices of. */
  async #table(rendition: RenditionInfo, from: number, to: number): Promise<PacketTable> {
    const slice = Math.floor(from / INDEX_PACKETS);
    const first = slice * INDEX_PACKETS;
    const end = Math.min(rendition.packets, Math.max(to, first + INDEX_PACKETS));
    const key = `${rendition.rendition_id}/${slice}/${end}`;
    const held = this.#indexes.get(key);
    if (held !== undefined) return held;
    const coming = this.#range(rendition.rendition_id, "index.bin", indexRange(first, end)).then((bytes) =>
      readIndex(first, bytes),
    );
    this.#indexes.set(key, coming);
    const [oldest] = this.#indexes.keys();
    if (this.#indexes.size > INDEXES_HELD && oldest !== undefined) this.#indexes.delete(oldest);
    coming.catch(() => this.#indexes.delete(key));
    return coming;
  }

  async #range(renditionId: string, name: string, range: ByteRange): Promise<ArrayBuffer> {
    for (let attempt = 0; ; attempt += 1) {
      const got = await this.#tryRange(renditionId, name, range);
      if (got !== null) return got;
      const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 4000;
      await new Promise((resolve) => setTimeout(resolve, wait * (0.75 + Math.random() / 2)));
    }
  }

  /** One attempt; null when it is worth another one. */
  async #tryRange(renditionId: string, name: string, range: ByteRange): Promise<ArrayBuffer | null> {
    try {
      const grant = this.#grants.get(renditionId) ?? (await this.#renew(renditionId, false));
      const { status, bytes } = await this.#fetch(`${grant.base}${name}${grant.query}`, range);
      if (bytes !== null) return status === 206 ? bytes : bytes.slice(range.from, range.to);
      if (status === 403 || status === 401) await this.#renew(renditionId, true);
      else if (status < 500 && status !== 429) throw new MediaRefused(`The server answered ${status} for this track.`);
    } catch (error) {
      if (error instanceof MediaRefused) throw error;
    }
    return null;
  }

  /** The body of a good answer. Throws when the network fails, or nothing comes for a while. */
  async #fetch(url: string, range: ByteRange): Promise<{ status: number; bytes: ArrayBuffer | null }> {
    const abort = new AbortController();
    const giveUp = (): ReturnType<typeof setTimeout> => setTimeout(() => abort.abort(), STALLED_MS);
    let timer = giveUp();
    try {
      const headers = { Range: `bytes=${range.from}-${range.to - 1}` };
      const response = await this.fetchBytes(url, { headers, signal: abort.signal });
      if (response.body === null || (response.status !== 206 && response.status !== 200)) {
        return { status: response.status, bytes: null };
      }
      const parts: Uint8Array<ArrayBuffer>[] = [];
      const reader = response.body.getReader();
      for (let got = await reader.read(); !got.done; got = await reader.read()) {
        parts.push(got.value);
        clearTimeout(timer);
        timer = giveUp();
      }
      return { status: response.status, bytes: joined(parts) };
    } finally {
      clearTimeout(timer);
    }
  }

  async #renew(renditionId: string, fresh: boolean): Promise<MediaGrant> {
    const grant = await this.grantFor(renditionId, fresh);
    this.#grants.set(renditionId, grant);
    return grant;
  }
}

/** Not by a Blob: its bytes go to the browser's process and back, and stay there until this worker collects its garbage. */
function joined(parts: readonly Uint8Array[]): ArrayBuffer {
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole.buffer;
}
