const GB = 1e9;
const MB = 1e6;

/** Bytes as a person types them in a field, "" for no limit of one's own. */
export function typedSize(bytes: number | null, unit: "GB" | "MB"): string {
  return bytes === null ? "" : String(Math.round((bytes / (unit === "GB" ? GB : MB)) * 100) / 100);
}

/** What a field says: null for none, undefined for what is no number. */
export function sizeOf(text: string, unit: "GB" | "MB"): number | null | undefined {
  const value = countOf(text.replace(",", "."), true);
  return typeof value === "number" ? Math.round(value * (unit === "GB" ? GB : MB)) : value;
}

export function countOf(text: string, fractions = false): number | null | undefined {
  if (text.trim() === "") return null;
  const value = Number(text.trim());
  return Number.isFinite(value) && value >= 0 && (fractions || Number.isInteger(value)) ? value : undefined;
}
