import { Listening } from "../../state/listening.svelte";
import { isRemoteIn, rememberRemote } from "../../state/remote_rooms";
import { RoomState } from "../../state/room.svelte";
import type { Session } from "../../state/session.svelte";

const JOINED_KEY = "sonix.joined";

/** A room whose sound output was opened in a tap, before anyone knew its code. */
export interface Opening {
  /** `password`: the room's, where it has one. */
  enter(code: string, password?: string): void;
  abandon(): void;
}

function wasJoined(code: string): boolean {
  try {
    return sessionStorage.getItem(JOINED_KEY) === code;
  } catch {
    return false; // storage may be closed to us in private windows
  }
}

function rememberJoined(code: string | null): void {
  try {
    if (code === null) sessionStorage.removeItem(JOINED_KEY);
    else sessionStorage.setItem(JOINED_KEY, code);
  } catch {
    // then a reload asks for the tap again
  }
}

/** The one room this page listens to. It plays on while the library or the settings are in front. */
export class ActiveRoom {
  room = $state.raw<RoomState | null>(null);
  listening = $state.raw<Listening | null>(null);
  /** A password was shown at its door. */
  showedPassword = false;
  readonly #session: Session;
  /** A room whose invitation is being looked at: its socket is open and its clock measured before the tap. */
  #near: { room: RoomState; listening: Listening } | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Opens the sound output, unless this device is to be a remote. Call it inside the gesture, before anything is awaited. */
  prepare(remote = false): Opening {
    const { room, listening } = this.#near ?? this.#make();
    this.#near = null;
    room.approach();
    listening.setRemote(remote);
    void listening.unlock();
    return {
      enter: (code, password) => {
        rememberRemote(code, remote);
        if (password !== undefined) room.showPassword(password);
        this.#take(room, listening, code);
        this.showedPassword = password !== undefined;
      },
      abandon: () => {
        listening.close();
        room.close();
      },
    };
  }

  /** Somebody looks at an invitation: what needs no tap is done meanwhile. The answer ends it, unless the tap came. */
  approach(): () => void {
    const near = this.#make();
    this.#near = near;
    near.room.approach();
    near.listening.approach();
    return () => {
      if (this.#near !== near) return;
      this.#near = null;
      near.listening.close();
      near.room.close();
    };
  }

  /** Whether this tab had joined that room before a reload. */
  isReturning(code: string): boolean {
    return wasJoined(code) && this.#session.isKnown;
  }

  /** Comes back into a room that this tab had joined before a reload; the sound may need a tap. False when it had not. */
  resume(code: string): boolean {
    if (this.room?.code === code) return true;
    if (!this.isReturning(code)) return false;
    const { room, listening } = this.#make();
    listening.setRemote(isRemoteIn(code));
    listening.approach();
    this.#take(room, listening, code);
    return true;
  }

  /** Stops listening. The member stays a member, unless `room.leave()` was asked for before. */
  close(): void {
    this.listening?.close();
    this.room?.close();
    this.listening = null;
    this.room = null;
    rememberJoined(null);
  }

  #make(): { room: RoomState; listening: Listening } {
    const room = new RoomState(this.#session, "");
    return { room, listening: new Listening(room) };
  }

  #take(room: RoomState, listening: Listening, code: string): void {
    this.close();
    this.showedPassword = false;
    room.code = code;
    rememberJoined(code);
    this.room = room;
    this.listening = listening;
    room.connect(true);
  }
}
