import { words } from "../../i18n/account";

const SYSTEMS: readonly [RegExp, keyof typeof words.account.devices][] = [
  [/iPad/, "ipad"],
  [/iPhone/, "iphone"],
  [/Android/, "android"],
  [/CrOS/, "chromebook"],
  [/Mac OS X/, "mac"],
  [/Windows/, "windows"],
  [/Linux/, "linux"],
];

/** What to call this device before its owner does. */
export function deviceName(userAgent: string): string {
  return words.account.devices[SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? "other"];
}
