import { words } from "../../i18n/account";

/** Why a sign-in at another service led nowhere, and what to do. Only known codes are shown: anybody can write a link. */
export function returnProblem(code: string): string {
  const known: Readonly<Record<string, string>> = words.account.returned;
  return known[code] ?? words.account.returnedOther;
}
