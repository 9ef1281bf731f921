import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RoomClock } from "../core/clock";
import { Api } from "../net/api";
import { ANA, FakeServer } from "../net/fake_server";
import { FakeEars, PLAYING } from "./fake_ears";
import { Listening } from "./listening.svelte";
import { RoomState } from "./room.svelte";
import { Session } from "./session.svelte";

const closing: (() => void)[] = [];
let atMs = 1000;

beforeEach(() => {
  vi.stubGlobal("document", { visibilityState: "visible" });
  vi.spyOn(Date, "now").mockImplementation(() => (atMs += 1)); // two claims in one millisecond would be decided by lot
});

afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Ana's ears in a tab of their own; `leave` is what the browser says when its page goes, maybe to come back. */
function tab(): { listening: Listening; ears: FakeEars; leave: () => void } {
  const session = new Session(null, new Api({ token: null }, () => Promise.reject(new Error("no network"))));
  session.adopt({ access: "secret", expires_in_s: 900, user: ANA });
  const clock = new RoomClock({ earlyUs: 0, lateUs: 0 });
  const seams = { open: new FakeServer().open, watch: () => () => undefined, clock };
  const room = new RoomState(session, "KTW4QM", seams);
  const ears = new FakeEars();
  let leave = (): void => undefined;
  vi.stubGlobal("addEventListener", (_name: string, act: () => void) => (leave = act));
  vi.stubGlobal("removeEventListener", () => undefined);
  const listening = new Listening(room, () => ears);
  closing.push(
    () => listening.close(),
    () => room.close(),
  );
  return { listening, ears, leave: () => leave() };
}

async function takeOver(first: Listening): Promise<Listening> {
  const { listening } = tab();
  void listening.unlock();
  await vi.waitFor(() => expect(first.silence).toBe("other-tab"));
  return listening;
}

test("a tab that sounded does so again when the other one closes", async () => {
  const { listening, ears } = tab();
  void listening.unlock();
  ears.tell(PLAYING);
  const second = await takeOver(listening);
  second.close();
  await vi.waitFor(() => expect(listening.silence).toBeNull());
  expect(ears.silent).toBe(false);
});

test.each(["by its owner", "by the system"])(
  "a tab that was silenced %s stays so when the other one closes",
  async (how) => {
    const { listening, ears } = tab();
    void listening.unlock();
    ears.tell(PLAYING);
    if (how === "by its owner") listening.pauseHere();
    else ears.tell({ ...PLAYING, state: "interrupted" });
    const second = await takeOver(listening);
    second.close();
    await vi.waitFor(() => expect(listening.silence).toBe("here"));
    expect(ears.silent).toBe(true);
    void listening.comeBack();
    expect(listening.silence).toBeNull();
  },
);

test("a silent tab whose page is left and shown again takes the sound from nobody", async () => {
  const claims: string[] = [];
  const channel = new BroadcastChannel("sonix.sound");
  channel.onmessage = ({ data }: MessageEvent<{ say: string; tab: string }>) => {
    if (data.say === "claim") claims.push(data.tab);
  };
  closing.push(() => channel.close());
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const { listening, leave } = tab();
  void listening.unlock();
  await takeOver(listening);
  leave();
  vi.advanceTimersByTime(6000); // it plans anew every few seconds
  vi.useRealTimers();
  void tab().listening.unlock();
  await vi.waitFor(() => expect(claims).toHaveLength(3));
  expect(new Set(claims).size).toBe(3);
});
