/** The trim of the output that sounds now: found by what the browser calls the output, or by what was chosen by hand for it. */
import { newId } from "../core/ids";
import {
  LONGEST_LABEL,
  MOST_TRIM_US,
  readOutputs,
  withChoice,
  withOutput,
  withoutOutput,
  writeOutputs,
  type OutputMemory,
  type RememberedOutput,
} from "./remembered_outputs";

const UNNAMED = "This device’s sound";

export class Outputs {
  #memory = $state.raw<OutputMemory>(readOutputs());
  /** What the browser calls the output; "" before one is open. */
  #key = $state("");
  #label = $state<string | null>(null);
  /** A trim set while no output is open: shown and used until one is. */
  #loose = $state.raw<RememberedOutput | null>(null);

  get list(): readonly RememberedOutput[] {
    return this.#memory.outputs;
  }

  /** What sounds now, remembered or not. */
  get current(): RememberedOutput {
    const id = this.#memory.chosen.get(this.#key) ?? this.#key;
    const known = this.#memory.outputs.find((output) => output.id === id);
    if (known !== undefined) return known;
    const trimUs = this.#memory.inherited;
    return this.#loose ?? { id, label: this.#label ?? this.#unnamed(), trimUs, answeredUs: 0 };
  }

  get trimUs(): number {
    return this.current.trimUs;
  }

  /** The browser has no name for its output: whoever uses several must choose by hand. */
  get mustChoose(): boolean {
    return this.#label === null;
  }

  /** What the player tells of its output. True when that changed the trim in use. */
  heard(key: string, label: string | null): boolean {
    if (key === "" || (key === this.#key && label === this.#label)) return false;
    const beforeUs = this.trimUs;
    const loose = this.#loose;
    this.#loose = null;
    this.#key = key;
    this.#label = label === "" ? null : label;
    const { current } = this;
    const trimUs = loose?.trimUs ?? current.trimUs;
    const isKnown = this.list.some(({ id }) => id === current.id);
    if (!isKnown && trimUs !== 0) this.#keep({ ...current, trimUs, answeredUs: loose?.answeredUs ?? 0 });
    return this.trimUs !== beforeUs;
  }

  /** @param answeredUs the suspicion of an asymmetric line that the trim takes into account, µs. */
  setTrimUs(trimUs: number, answeredUs: number): void {
    const bounded = Math.round(Math.max(-MOST_TRIM_US, Math.min(MOST_TRIM_US, trimUs)));
    const changed = { ...this.current, trimUs: bounded, answeredUs: Math.round(answeredUs) };
    if (changed.id === "") this.#loose = changed;
    else this.#keep(changed);
  }

  rename(id: string, label: string): void {
    const text = label.trim().slice(0, LONGEST_LABEL);
    const output = this.list.find((each) => each.id === id) ?? (this.current.id === id ? this.current : null);
    if (text !== "" && id !== "" && output !== null) this.#keep({ ...output, label: text });
  }

  /** Another output by the name people give it, in use from now on. It begins without a trim. */
  add(label: string): void {
    const text = label.trim().slice(0, LONGEST_LABEL);
    if (text === "" || this.#key === "") return;
    // The present one would be lost otherwise: it may never have been trimmed.
    this.#keep(this.current);
    const id = newId();
    this.#keep({ id, label: text, trimUs: 0, answeredUs: 0 });
    this.#change((memory) => withChoice(memory, this.#key, id));
  }

  choose(id: string): void {
    this.#change((memory) => withChoice(memory, this.#key, id));
  }

  forget(id: string): void {
    this.#change((memory) => withoutOutput(memory, id));
  }

  /** Several outputs without a name are told apart by a number. */
  #unnamed(): string {
    const taken = new Set(this.list.map(({ label }) => label));
    let label = UNNAMED;
    for (let number = 2; taken.has(label); number += 1) label = `${UNNAMED} ${number}`;
    return label;
  }

  #keep(output: RememberedOutput): void {
    this.#change((memory) => ({ ...withOutput(memory, output), inherited: 0 }));
  }

  /** Another tab may have written meanwhile: what it wrote is changed, not what was read long ago. */
  #change(change: (memory: OutputMemory) => OutputMemory): void {
    const stored = readOutputs();
    this.#memory = change(stored.outputs.length > 0 ? stored : this.#memory);
    writeOutputs(this.#memory);
  }
}
