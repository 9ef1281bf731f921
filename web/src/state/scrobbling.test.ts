import { describe, expect, it } from "vitest";
import { ApiError } from "../net/http";
import type { ScrobblingApi, ScrobblingService, ScrobblingState } from "../net/scrobbling_api";
import { Scrobbling, standingOf } from "./scrobbling.svelte";

const OFF: ScrobblingService = {
  service: "listenbrainz",
  available: true,
  known_as: null,
  refused: false,
  away: false,
  waiting: 0,
};

/** The server, as far as it matters here. */
class Server {
  services: ScrobblingService[] = [OFF, { ...OFF, service: "lastfm" }];
  tokens: string[] = [];
  begun = 0;
  allowed = new Set<string>();
  down = false;

  build(): Scrobbling {
    return new Scrobbling(this as unknown as ScrobblingApi);
  }

  state = (): Promise<ScrobblingState> =>
    this.down
      ? Promise.reject(new ApiError("offline", "Away.", 0, true))
      : Promise.resolve({ services: this.services, token_page: null });

  connect = (token: string): Promise<ScrobblingState> => {
    if (token !== "right") return Promise.reject(new ApiError("token_refused", "Not known.", 422, false));
    this.tokens.push(token);
    return this.#known(0);
  };

  disconnect = (): Promise<ScrobblingState> => {
    this.services = [OFF, { ...OFF, service: "lastfm" }];
    return this.state();
  };

  begin = (): Promise<{ ticket: string; page: string }> => {
    this.begun += 1;
    return Promise.resolve({ ticket: `ticket-${this.begun}`, page: `https://last.test/${this.begun}` });
  };

  finish = (ticket: string): Promise<ScrobblingState> => {
    if (ticket !== `ticket-${this.begun}`) return Promise.reject(new ApiError("bad_ticket", "Too old.", 422, false));
    if (!this.allowed.has(ticket)) return Promise.reject(new ApiError("not_allowed_yet", "Not yet.", 409, false));
    return this.#known(1);
  };

  #known(at: number): Promise<ScrobblingState> {
    this.services = this.services.map((one, i) => (i === at ? { ...one, known_as: "ana" } : one));
    return this.state();
  }
}

describe("how a service stands", () => {
  it.each([
    [{}, "off"],
    [{ available: false }, "unavailable"],
    [{ known_as: "ana" }, "on"],
    [{ known_as: "ana", refused: true, away: true }, "refused"],
    [{ known_as: "ana", away: true }, "away"],
    [{ known_as: "ana", available: false }, "away"],
  ] as const)("%o is %s", (told, standing) => {
    expect(standingOf({ ...OFF, ...told })).toBe(standing);
  });
});

describe("scrobbling", () => {
  it("says why nothing is known, and knows once it is asked again", async () => {
    const server = new Server();
    const scrobbling = server.build();
    server.down = true;
    await scrobbling.load();
    expect([scrobbling.state, scrobbling.failure instanceof ApiError]).toEqual([null, true]);
    server.down = false;
    await scrobbling.load();
    expect([scrobbling.state?.services.length, scrobbling.failure]).toEqual([2, null]);
  });

  it("connects by a token, and takes one that was copied with more around it", async () => {
    const server = new Server();
    const scrobbling = server.build();
    await expect(scrobbling.connect("wrong")).rejects.toThrow("Not known.");
    expect(scrobbling.state).toBeNull();
    await scrobbling.connect("  Token right\n");
    expect(server.tokens).toEqual(["right"]);
    expect(scrobbling.state?.services[0]?.known_as).toBe("ana");
    await scrobbling.disconnect("listenbrainz");
    expect(scrobbling.state?.services[0]?.known_as).toBeNull();
  });
});

describe("the door of Last.fm", () => {
  it("opens once it was allowed there", async () => {
    const server = new Server();
    const scrobbling = server.build();
    const door = scrobbling.lastfm();
    await door.begin();
    expect(door.page).toBe("https://last.test/1");
    await expect(door.finish()).rejects.toThrow("Not yet.");
    expect(door.done).toBe(false);
    server.allowed.add("ticket-1");
    await door.finish();
    expect([door.done, scrobbling.state?.services[1]?.known_as]).toEqual([true, "ana"]);
  });

  it("asks by itself when somebody comes back from there, and does not complain", async () => {
    const server = new Server();
    const door = server.build().lastfm();
    await door.begin();
    server.allowed.add("ticket-1");
    await door.comeBack();
    expect(door.done).toBe(false);
    server.allowed.clear();
    door.opened = true;
    await door.comeBack();
    expect(door.done).toBe(false);
    server.allowed.add("ticket-1");
    await door.comeBack();
    expect(door.done).toBe(true);
  });

  it("begins anew when that took too long", async () => {
    const server = new Server();
    const door = server.build().lastfm();
    await door.begin();
    door.opened = true;
    server.begun = 5;
    await expect(door.finish()).rejects.toThrow("Too old.");
    expect([door.page, door.opened]).toEqual(["https://last.test/6", false]);
    server.allowed.add("ticket-6");
    await door.finish();
    expect(door.done).toBe(true);
  });
});
