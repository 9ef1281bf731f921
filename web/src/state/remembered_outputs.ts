/**
 * Trims by output device, as this browser keeps them between visits: a list of outputs, and which of them stands for what the
 * browser calls its output. Browsers often cannot tell a loudspeaker from headphones; then a person chooses by hand. What is
 * read back is checked like anything from outside: an extension or an older version may have written it.
 */
import { readNumber } from "./remembered";

const KEY = "sonix.outputs";
/** One trim for all outputs, as versions before kept it. */
const OLD_KEY = "sonix.trim_us";
export const MOST_OUTPUTS = 20;
export const LONGEST_LABEL = 40;
const LONGEST_ID = 200;
export const MOST_TRIM_US = 500_000;

export interface RememberedOutput {
  /** What the browser calls it, or an id of its own for one that was made by hand. */
  readonly id: string;
  readonly label: string;
  /** Positive plays earlier, µs. */
  readonly trimUs: number;
  /** The suspicion of an asymmetric line at the time the trim was set: the trim has an answer to it in it, µs. */
  readonly answeredUs: number;
}

export interface OutputMemory {
  /** The one used last first. */
  readonly outputs: readonly RememberedOutput[];
  /** By what the browser calls its output: the one chosen by hand for it. */
  readonly chosen: ReadonlyMap<string, string>;
  /** What the browser called the output that sounded last; "" when nobody knows. */
  readonly last: string;
  /** A trim from before outputs were told apart: the first output that shows up takes it over. */
  readonly inherited: number;
}

export function readOutputs(): OutputMemory {
  const stored = parse();
  const outputs = listOf(field(stored, "outputs")).flatMap(outputOf).slice(0, MOST_OUTPUTS);
  const known = new Set(outputs.map(({ id }) => id));
  const last = field(stored, "last");
  const pairs = listOf(field(stored, "chosen")).flatMap(pairOf);
  return {
    outputs,
    chosen: new Map(pairs.filter(([, id]) => known.has(id)).slice(0, MOST_OUTPUTS)),
    last: isId(last) ? last : "",
    inherited: Math.round(readNumber(OLD_KEY, 0, -MOST_TRIM_US, MOST_TRIM_US)),
  };
}

/** False where the storage takes nothing, as in some private windows: then it lasts as long as the page. */
export function writeOutputs(memory: OutputMemory): boolean {
  const outputs = memory.outputs.map(({ id, label, trimUs, answeredUs }) => ({
    id,
    label,
    trim_us: trimUs,
    answered_us: answeredUs,
  }));
  try {
    globalThis.localStorage.setItem(KEY, JSON.stringify({ outputs, chosen: [...memory.chosen], last: memory.last }));
    if (memory.inherited === 0) globalThis.localStorage.removeItem(OLD_KEY);
    return true;
  } catch {
    return false;
  }
}

/** Keeps `output` as the newest, in place of one with its id; the longest unused go when there are too many. */
export function withOutput(memory: OutputMemory, output: RememberedOutput): OutputMemory {
  const others = memory.outputs.filter(({ id }) => id !== output.id);
  return pruned({ ...memory, outputs: [output, ...others].slice(0, MOST_OUTPUTS) });
}

export function withoutOutput(memory: OutputMemory, id: string): OutputMemory {
  return pruned({ ...memory, outputs: memory.outputs.filter((output) => output.id !== id) });
}

/** Lets the output `id` stand for what the browser calls `key`. */
export function withChoice(memory: OutputMemory, key: string, id: string): OutputMemory {
  const others = [...memory.chosen].filter(([each]) => each !== key);
  const mine: [string, string][] = key === id ? [] : [[key, id]];
  return pruned({ ...memory, chosen: new Map([...mine, ...others].slice(0, MOST_OUTPUTS)) });
}

function pruned(memory: OutputMemory): OutputMemory {
  const known = new Set(memory.outputs.map(({ id }) => id));
  return { ...memory, chosen: new Map([...memory.chosen].filter(([, id]) => known.has(id))) };
}

function parse(): unknown {
  try {
    return JSON.parse(globalThis.localStorage.getItem(KEY) ?? "null") as unknown;
  } catch {
    return null;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= LONGEST_ID;
}

/** A trim in µs; anything else counts as none. */
function trimOf(value: unknown): number {
  return typeof value === "number" && Math.abs(value) <= MOST_TRIM_US ? Math.round(value) : 0;
}

function outputOf(value: unknown): RememberedOutput[] {
  const id = field(value, "id");
  const label = field(value, "label");
  if (!isId(id) || typeof label !== "string") return [];
  const trimUs = trimOf(field(value, "trim_us"));
  return [{ id, label: label.slice(0, LONGEST_LABEL), trimUs, answeredUs: trimOf(field(value, "answered_us")) }];
}

function pairOf(value: unknown): [string, string][] {
  const [key, id] = listOf(value);
  return isId(key) && isId(id) ? [[key, id]] : [];
}
