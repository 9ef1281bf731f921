import { describe, expect, it } from "vitest";
import type { PushApi, SubscriptionIn } from "../net/push_api";
import { Notifications, type PushBrowser } from "./notifications.svelte";

const KEY = "BAEC";

/** A browser, its push service and the server, as far as they matter here. */
class Device {
  readonly stored = new Map<string, string>();
  readonly told: SubscriptionIn[] = [];
  readonly forgotten: string[] = [];
  permission: NotificationPermission = "default";
  answer: NotificationPermission = "granted";
  key = KEY;
  subscribed: Uint8Array | null = null;
  count = 0;
  secure = true;
  hasPush = true;
  down = false;

  build(): Notifications {
    return new Notifications(
      this.#api(),
      this.#browser(),
      () => "de",
      () => ({
        getItem: (name) => this.stored.get(name) ?? null,
        setItem: (name, value) => void this.stored.set(name, value),
        removeItem: (name) => void this.stored.delete(name),
      }),
    );
  }

  #api(): PushApi {
    return {
      key: () => Promise.resolve(this.key),
      subscribe: (subscription: SubscriptionIn) =>
        this.down ? Promise.reject(new Error("down")) : Promise.resolve(this.told.push(subscription)),
      forget: (endpoint: string) => Promise.resolve(this.forgotten.push(endpoint)),
      test: () => Promise.resolve(),
    } as unknown as PushApi;
  }

  #browser(): PushBrowser {
    const subscription = (): unknown => {
      const key = this.subscribed;
      if (key === null) return null;
      return {
        endpoint: `https://push.test/${this.count}`,
        options: { applicationServerKey: key.buffer },
        toJSON: () => ({ endpoint: `https://push.test/${this.count}`, keys: { p256dh: "p", auth: "a" } }),
        unsubscribe: () => {
          this.subscribed = null;
          return Promise.resolve(true);
        },
      };
    };
    const pushManager = {
      getSubscription: () => Promise.resolve(subscription()),
      subscribe: ({ applicationServerKey }: { applicationServerKey: Uint8Array }) => {
        if (this.subscribed === null) this.count += 1;
        this.subscribed = applicationServerKey;
        return Promise.resolve(subscription());
      },
    } as unknown as PushManager;
    return {
      secure: this.secure,
      registration: () => Promise.resolve(this.hasPush ? { pushManager } : null),
      permission: () => this.permission,
      ask: () => Promise.resolve((this.permission = this.answer)),
    };
  }
}

describe("notifications", () => {
  it("are turned on with the owner's leave, and stay on", async () => {
    const device = new Device();
    const first = device.build();
    await first.look();
    expect(first.state).toBe("off");
    await first.turnOn();
    expect(first.state).toBe("on");
    expect(device.told).toEqual([
      { endpoint: "https://push.test/1", p256dh: "p", auth: "a", mentions: true, opened: true, language: "de" },
    ]);
    const later = device.build();
    await later.look();
    expect([later.state, device.told.length]).toEqual(["on", 2]);
  });

  it("say why they cannot be had", async () => {
    const device = new Device();
    device.hasPush = false;
    const none = device.build();
    await none.look();
    device.secure = false;
    const plain = device.build();
    await plain.look();
    expect([none.state, plain.state]).toEqual(["missing", "insecure"]);
  });

  it("are off when the owner says no", async () => {
    const device = new Device();
    device.answer = "denied";
    const one = device.build();
    await one.turnOn();
    expect([one.state, device.told.length, device.stored.size]).toEqual(["denied", 0, 0]);
  });

  it("subscribe anew where the server's key is another one", async () => {
    const device = new Device();
    const one = device.build();
    await one.turnOn();
    device.key = "BAED";
    await one.look();
    expect(device.told.at(-1)?.endpoint).toBe("https://push.test/2");
  });

  it("keep the wish that stood when the server did not take another", async () => {
    const device = new Device();
    const one = device.build();
    await one.turnOn();
    device.down = true;
    await expect(one.choose({ mentions: false, opened: true })).rejects.toThrow("down");
    expect(one.wishes).toEqual({ mentions: true, opened: true });
    device.down = false;
    await one.choose({ mentions: false, opened: true });
    const later = device.build();
    await later.look();
    expect(later.wishes).toEqual({ mentions: false, opened: true });
  });

  it("are turned off at the server and in the browser", async () => {
    const device = new Device();
    const one = device.build();
    await one.turnOn();
    await one.turnOff();
    expect([one.state, device.forgotten, device.subscribed, device.stored.size]).toEqual([
      "off",
      ["https://push.test/1"],
      null,
      0,
    ]);
  });
});
