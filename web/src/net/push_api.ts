/** Endpoints of notifications. All throw `ApiError`. */
import type { Api } from "./api";

export interface SubscriptionIn {
  endpoint: string;
  p256dh: string;
  auth: string;
  mentions: boolean;
  opened: boolean;
  language: string;
}

const following = (code: string): string => `/api/rooms/${encodeURIComponent(code)}/following`;

export class PushApi {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  key = async (): Promise<string> => (await this.#api.ask<{ key: string }>("/api/push")).key;
  subscribe = (subscription: SubscriptionIn) =>
    this.#api.ask<unknown>("/api/push/subscription", { method: "PUT", json: subscription });
  forget = (endpoint: string) => this.#api.ask<unknown>("/api/push/forget", { method: "POST", json: { endpoint } });
  test = (endpoint: string) => this.#api.ask<unknown>("/api/push/test", { method: "POST", json: { endpoint } });
  follows = async (code: string): Promise<boolean> =>
    (await this.#api.ask<{ following: boolean }>(following(code))).following;
  follow = (code: string, on: boolean) =>
    this.#api.ask<unknown>(following(code), { method: "PUT", json: { following: on } });
}
