import type { ConfigureCommand, Rights, Settings } from "../../../core/protocol.gen";
import type { RoomState } from "../../../state/room.svelte";

/** What may be changed at once; what is left out stays as it is. */
export type RoomChanges = Omit<ConfigureCommand, "type">;

/**
 * The room's settings while somebody changes them. Only what they touched is held here and sent: the rest goes on showing
 * the room as it is, so that two people who change different things do not undo each other's work.
 */
export class RoomDraft {
  changes = $state.raw<RoomChanges>({});
  readonly #room: RoomState;

  constructor(room: RoomState) {
    this.#room = room;
  }

  get touched(): boolean {
    return Object.keys(this.changes).length > 0;
  }

  get name(): string {
    return this.changes.name ?? this.#room.name;
  }

  /** A setting as it is going to be: the changed one, or the room's. */
  get<Key extends Exclude<keyof Settings, "rights">>(key: Key): Settings[Key] {
    return (this.changes[key] as Settings[Key] | null | undefined) ?? this.#room.settings[key];
  }

  /** The table of rights as it is going to be. */
  get rights(): Rights {
    return { ...this.#room.settings.rights, ...this.changes.rights };
  }

  give(rights: Partial<Rights>): void {
    this.set({ rights: { ...this.changes.rights, ...rights } });
  }

  set(changes: RoomChanges): void {
    this.changes = { ...this.changes, ...changes };
  }

  reset(): void {
    this.changes = {};
  }

  async save(): Promise<void> {
    const { name, ...rest } = this.changes;
    const changes = name === undefined || name === null ? rest : { ...rest, name: name.trim() };
    if (this.touched) await this.#room.configure(changes);
    this.reset();
  }
}
