/** The trim of the output that sounds now: found by what the browser calls the output, or by what was chosen by hand for it. */
import { words } from "../i18n/words.svelte";
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

export class Outputs {
  #memory = $state.raw<OutputMemory>(readOutputs());
  /** What is in the storage is what is remembered here, but for what another tab has written since. */
  #isStored = true;
  /** What the browser calls the output; "" before one is open. */
  #key = $state("");
  #label = $state<string | null>(null);
  /** A trim that is not saved yet: of an output, or, without an id, set while none was open; the next one takes that over. */
  #draft = $state.raw<RememberedOutput | null>(null);

  /** The one used last first. */
  get list(): readonly RememberedOutput[] {
    const draft = this.#draft;
    return this.#memory.outputs.map((output) => (output.id === draft?.id ? draft : output));
  }

  /**
   * What sounds now, remembered or not. Which one it is, the browser tells a second or more after the first sound: until then
   * it is trimmed as the last one was.
   */
  get current(): RememberedOutput {
    const id = this.#idOf(this.#key);
    if (this.#draft?.id === id) return this.#draft;
    const known = this.#known(id === "" ? this.#idOf(this.#memory.last) : id);
    if (known !== undefined) return { ...known, id };
    return { id, label: this.#label ?? this.#unnamed(), trimUs: this.#memory.inherited, answeredUs: 0 };
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
    this.save();
    const loose = this.#draft;
    this.#draft = null;
    this.#key = key;
    this.#label = label === "" ? null : label;
    const { current } = this;
    if (loose !== null) this.#keep({ ...current, trimUs: loose.trimUs, answeredUs: loose.answeredUs });
    else this.#use(current);
    this.#sounds();
    return this.trimUs !== beforeUs;
  }

  /**
   * In use at once, remembered by `save`.
   *
   * @param answeredUs the suspicion of an asymmetric line that the trim takes into account, µs.
   */
  setTrimUs(trimUs: number, answeredUs: number): void {
    const bounded = Math.round(Math.max(-MOST_TRIM_US, Math.min(MOST_TRIM_US, trimUs)));
    this.#draft = { ...this.current, trimUs: bounded, answeredUs: Math.round(answeredUs) };
  }

  /** Remembers a changed trim, if an output is open that it can belong to. */
  save(): void {
    const draft = this.#draft;
    if (draft === null || draft.id === "") return;
    this.#draft = null;
    this.#keep(draft);
  }

  /** Puts an output back as it was, whichever plays now. */
  restore(output: RememberedOutput): void {
    this.save();
    if (output.id === "") this.#draft = this.#key === "" ? output : this.#draft;
    else this.#keep(output);
  }

  rename(id: string, label: string): void {
    this.save();
    const text = label.trim().slice(0, LONGEST_LABEL);
    const output = this.list.find((each) => each.id === id) ?? (this.current.id === id ? this.current : null);
    if (text !== "" && id !== "" && output !== null) this.#keep({ ...output, label: text });
  }

  /** Another output by the name people give it, in use from now on. It begins without a trim. */
  add(label: string): void {
    this.save();
    const text = label.trim().slice(0, LONGEST_LABEL);
    if (text === "" || this.#key === "") return;
    // The present one would be lost otherwise: it may never have been trimmed.
    this.#keep(this.current);
    const id = newId();
    this.#keep({ id, label: text, trimUs: 0, answeredUs: 0 });
    this.#change((memory) => withChoice(memory, this.#key, id));
  }

  choose(id: string): void {
    this.save();
    this.#change((memory) => withChoice(memory, this.#key, id));
    this.#use(this.current);
  }

  forget(id: string): void {
    this.save();
    this.#change((memory) => withoutOutput(memory, id));
  }

  /** The output that stands for what the browser calls `key`. */
  #idOf(key: string): string {
    return this.#memory.chosen.get(key) ?? key;
  }

  #known(id: string): RememberedOutput | undefined {
    return this.#memory.outputs.find((output) => output.id === id);
  }

  /** Several outputs without a name are told apart by a number. */
  #unnamed(): string {
    const taken = new Set(this.#memory.outputs.map(({ label }) => label));
    const unnamed = words.health.thisSound;
    let label = unnamed;
    for (let number = 2; taken.has(label); number += 1) label = `${unnamed} ${number}`;
    return label;
  }

  /** The one in use is the last to be dropped. One without a trim is worth no memory until it gets one. */
  #use(output: RememberedOutput): void {
    const { outputs } = this.#memory;
    if (!outputs.some(({ id }) => id === output.id)) {
      if (output.trimUs !== 0) this.#keep(output);
    } else if (outputs[0]?.id !== output.id) this.#change((memory) => withOutput(memory, output));
  }

  /** Where nothing is trimmed there is nothing to come back to. */
  #sounds(): void {
    const { outputs, last } = this.#memory;
    if (outputs.length > 0 && last !== this.#key) this.#change((memory) => memory);
  }

  #keep(output: RememberedOutput): void {
    this.#change((memory) => ({ ...withOutput(memory, output), inherited: 0 }));
  }

  /** Another tab may have written meanwhile: what it wrote is changed, not what was read long ago. */
  #change(change: (memory: OutputMemory) => OutputMemory): void {
    const memory = change(this.#isStored ? readOutputs() : this.#memory);
    this.#memory = { ...memory, last: this.#key || memory.last };
    this.#isStored = writeOutputs(this.#memory);
  }
}
