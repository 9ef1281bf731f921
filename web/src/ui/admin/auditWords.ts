import type { AuditEntry } from "../../net/admin_api";

/** "user.quota_changed" as people read it: "User: quota changed". */
export function actionWords(action: string): string {
  const [head = "", ...rest] = action.replaceAll("_", " ").split(/[.:]/);
  const name = head.charAt(0).toUpperCase() + head.slice(1);
  return rest.length === 0 ? name : `${name}: ${rest.join(" ")}`;
}

/** Whom or what it was done to, and how: "ana · reason: spam". */
export function detailWords(entry: AuditEntry): string {
  const parts = Object.entries(entry.details).map(([name, value]) => `${name.replaceAll("_", " ")}: ${text(value)}`);
  return [entry.subject, ...parts].filter((part) => part !== "").join(" · ");
}

function text(value: unknown): string {
  if (value === null || value === undefined) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}
