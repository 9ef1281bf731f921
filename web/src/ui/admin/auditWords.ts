import { words } from "../../i18n/admin";
import type { AuditEntry } from "../../net/admin_api";
import { bytesText } from "../../state/upload/estimate";

const ID_CHARS = 8;

/** What was done, as people say it; an act without words of its own reads "Thing: done so". */
export function actionWords(action: string): string {
  const acts: Readonly<Record<string, string>> = words.admin.acts;
  const known = acts[action];
  if (known !== undefined) return known;
  const [head = "", ...rest] = action.replaceAll("_", " ").split(/[.:]/);
  const name = head.charAt(0).toUpperCase() + head.slice(1);
  return rest.length === 0 ? name : `${name}: ${rest.join(" ")}`;
}

/** To whom or to what: a name, else the beginning of an id, which is enough to find it again. */
export function subjectWords(entry: AuditEntry): string {
  if (entry.subject_name !== null) return entry.subject_name;
  const [kind = "", id = ""] = entry.subject.split(":");
  return id.length > ID_CHARS ? `${kind} ${id.slice(0, ID_CHARS)}…` : [kind, id].join(" ").trim();
}

/** How, and with which figures: "reason: spam · quota: 5.0 GB". */
export function detailWords(entry: AuditEntry): string {
  return Object.entries(entry.details)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.replace(/_bytes$/, "").replaceAll("_", " ")}: ${text(name, value)}`)
    .join(" · ");
}

function text(name: string, value: unknown): string {
  if (typeof value === "number" && name.endsWith("_bytes")) return bytesText(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}
