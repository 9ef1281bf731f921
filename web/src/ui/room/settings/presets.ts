import type { MemberRole, Right, Rights } from "../../../core/protocol.gen";

/** Ways to give many rights at once. The host has all of them in each. */
export type Preset = "everyone" | "djs" | "host";
export const PRESETS = ["everyone", "djs", "host"] as const;
export const STEERING: readonly Right[] = ["playback", "skip", "remove_others", "arrange"];
export const ADDING: readonly Right[] = ["add", "play_next"];

const ROLES: Readonly<Record<Preset, readonly MemberRole[]>> = {
  everyone: ["cohost", "dj", "listener"],
  djs: ["cohost", "dj"],
  host: [],
};

export function given(rights: readonly Right[], preset: Preset): Partial<Rights> {
  return Object.fromEntries(rights.map((right) => [right, ROLES[preset]]));
}

/** The preset that these rights are in; null when they were set one by one. */
export function presetOf(rights: Rights, names: readonly Right[]): Preset | null {
  const is = (preset: Preset): boolean => names.every((name) => isSame(rights[name], ROLES[preset]));
  return PRESETS.find(is) ?? null;
}

function isSame(some: readonly MemberRole[], others: readonly MemberRole[]): boolean {
  return some.length === others.length && others.every((role) => some.includes(role));
}
