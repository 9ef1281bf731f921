/**
 * One room as this browser knows it: the snapshot and its events, people, the clock, and what may be asked of the room.
 * Everything shown follows from the last revision and the time, so a lost connection changes nothing that plays.
 */
import { RoomClock } from "../core/clock";
import { newId } from "../core/ids";
import type { CommandBody, Grant, LoopMode, QueueEntry, Track, Transport, Votes } from "../core/protocol.gen";
import { inOrder, unlessSame } from "../core/queue_order";
import { entryIn, type Room } from "../core/room";
import { durationUs, tracksOf, viewOf } from "../core/room_music";
import { advance, plan, type Segment } from "../core/timeline";
import { NO_VOTES, type VotesByEntry } from "../core/votes";
import { ChatApi } from "../net/chat_api";
import type { Done } from "../net/pending";
import type { Closed, Connection } from "../net/socket";
import { ChatState } from "./chat/chat.svelte";
import { Wishes, type SeekTarget } from "./optimism";
import { Seen } from "./seen";
import { audienceOf, peopleOf, skipVotesIn, type Audience, type Person } from "./people";
import { RoomLink, type LinkSeams, type StatusBody } from "./room_link";
import { RoomRights } from "./room_rights.svelte";
import type { Session } from "./session.svelte";

export type { Done } from "../net/pending";
export type { Closed, Connection } from "../net/socket";
export type { SeekTarget } from "./optimism";
export type { Person } from "./people";

const HORIZON_US = 600_000_000;
const LONGEST_TIMER_MS = 60_000;
/** With fewer known entries ahead the next page is fetched. */
const FEW_AHEAD = 15;

export class RoomState extends RoomRights {
  readonly clock: RoomClock;
  readonly session: Session;
  readonly chat: ChatState;
  code = $state("");
  name = $state("");
  loop = $state<LoopMode>("off");
  rev = $state(0);
  /** Where the music is by the newest decision, passed track ends folded in. */
  transport = $state.raw<Transport | null>(null);
  /** Whether the room plays, or will as soon as it has heard this member. */
  playing = $state(false);
  /** Waiting for members to buffer. */
  gated = $state(false);
  /** What the newest decision is about; also while its start is still ahead. */
  current = $state.raw<QueueEntry | null>(null);
  /** What can be heard now. */
  audible = $state.raw<QueueEntry | null>(null);
  /** Known entries to come, this member's own wishes applied; `upcomingCount` has those not fetched yet too. */
  upcoming = $state.raw<readonly QueueEntry[]>([]);
  upcomingCount = $state(0);
  /** Entries before the current one, oldest first. */
  played = $state.raw<readonly QueueEntry[]>([]);
  members = $state.raw<readonly Person[]>([]);
  memberCount = $state(0);
  /** Who hears the music, who only steers, whose sound is off. */
  audience = $state.raw<Audience>({ hearing: 0, remotes: 0, silent: 0 });
  /** Removals that can be taken back, the newest last. */
  undoIds = $state.raw<readonly string[]>([]);
  /** Known entries that somebody wants, this member's own wishes applied. */
  votes = $state.raw<VotesByEntry>(new Map());
  /** Wishes to skip what plays, of those who hear it. */
  skipVotes = $state.raw<Votes>(NO_VOTES);
  /** Where a seek is going, from the tap until it can be heard. */
  seeking = $state.raw<SeekTarget | null>(null);
  /** Until this room time, µs, every device plays the click track. */
  clickUntilUs = $state(0);
  connection = $state<Connection>("connecting");
  closed = $state.raw<Closed | null>(null);
  /** The first snapshot has arrived. */
  loaded = $state(false);

  #segments: readonly Segment[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #gone = false;
  #loadedBehind: string | null = null;
  readonly #people = new Seen();
  readonly #music = new Seen();
  readonly #link: RoomLink;
  readonly #wishes = new Wishes();
  #planListeners: (() => void)[] = [];
  readonly #stopClock: () => void;

  constructor(session: Session, code: string, seams?: LinkSeams) {
    super();
    this.session = session;
    this.code = code;
    this.clock = seams?.clock ?? new RoomClock();
    this.#link = new RoomLink(
      session,
      this.clock,
      () => this.code,
      () => this.#refresh(),
      seams,
    );
    this.chat = new ChatState(this, new ChatApi(session.api), this.#link.chat.tell);
    this.#link.chat.ear = this.chat;
    this.#stopClock = this.clock.onChange(() => this.#replan());
  }

  /** What goes into the status message. */
  set statusSource(source: (() => StatusBody) | null) {
    this.#link.statusSource = source;
  }

  /** Opens the socket ahead of `connect`, and measures the clock meanwhile. */
  approach = (): void => this.#link.socket.approach();
  /** What opens the room's door; shown until one is in. */
  showPassword = (password: string): void => void (this.#link.password = password);

  /** Says hello. `listening` false looks without joining. */
  connect(listening = true): void {
    this.#link.listening = listening;
    this.#link.socket.connect();
  }

  /** Closes for good: whatever is still answered afterwards changes nothing any more. */
  close(): void {
    this.#link.socket.close();
    this.#gone = true;
    this.#stopClock();
    this.chat.stop();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#planListeners = [];
  }

  /** The room hears what is asked of it. */
  get reachable(): boolean {
    return this.connection === "online";
  }

  /** Room time, µs; a rough one before the clock is measured. */
  nowUs(): number {
    return this.#link.nowUs();
  }

  /** Where the music heard at `nowUs` is in its track, µs. */
  positionUs(nowUs = this.nowUs()): number {
    const segment = this.#segments.findLast((each) => each.fromUs <= nowUs) ?? this.#segments[0];
    const track = this.#entryOf(segment)?.track;
    if (segment === undefined || track === undefined) return 0;
    const passedUs = segment.playing ? Math.max(0, nowUs - segment.fromUs) : 0;
    return Math.min(segment.positionUs + passedUs, durationUs(track));
  }

  /** What sounds from `nowUs` on: nothing once the server has closed the room to this member. */
  plan(nowUs: number, horizonUs = HORIZON_US): Segment[] {
    return this.#link.room === null || this.connection === "closed"
      ? []
      : plan(viewOf(this.#link.room), nowUs, horizonUs);
  }

  /** Tracks of all entries a plan may name. */
  tracks(): ReadonlyMap<string, Track> {
    return tracksOf(this.#link.room);
  }

  /** Calls back whenever the plan may have changed. The answer ends it. */
  onPlan(callback: () => void): () => void {
    this.#planListeners.push(callback);
    return () => {
      this.#planListeners = this.#planListeners.filter((each) => each !== callback);
    };
  }

  /** Leaves for good and closes: told to the room if it can be reached, else it is a lost connection. For a while, `close` is enough. */
  async leave(): Promise<void> {
    const told = this.command({ type: "leave" });
    this.close();
    await told.catch(() => undefined);
  }

  loadMoreQueue = (): Promise<void> => this.#link.pages.more();
  loadMoreMembers = (): Promise<void> => this.#link.pages.moreMembers();
  /** A signed address of a rendition. `fresh`: the one held was refused. */
  grant = (renditionId: string, fresh = false): Promise<Grant> => this.#link.grants.get(renditionId, fresh);

  /** This device can play what `epoch` asks for. False when nobody could be told. */
  tellReady = (epoch: number, bufferedMs: number): boolean =>
    this.#link.socket.tell({ type: "ready", epoch, buffered_ms: bufferedMs });
  /** This device ran dry. */
  tellStall = (epoch: number): boolean => this.#link.socket.tell({ type: "stall", epoch });
  /** Everybody's figures once a second, while this member is the host. The answer ends it. */
  watch: RoomLink["watching"]["add"] = (callback) => this.#link.watching.add(callback);
  tellStatus = (): void => this.#link.socket.tellStatus();
  tellStatusIfDue = (): void => this.#link.socket.tellStatusIfDue();
  awake = (): void => this.#link.socket.revive(); // the machine slept

  protected async command(body: CommandBody): Promise<Done> {
    const cmdId = newId();
    this.#wishes.add(cmdId, body);
    this.#refresh();
    try {
      const done = await this.#link.socket.command(body, cmdId);
      this.#wishes.granted(cmdId, done.rev);
      return this.noted(done);
    } catch (error) {
      this.#wishes.drop(cmdId);
      throw error;
    } finally {
      this.#refresh();
    }
  }

  /** Shows what the link knows as of now, and comes back when the time alone will have changed it. */
  #refresh(): void {
    if (this.#gone) return;
    const link = this.#link;
    this.connection = link.connection;
    this.#wishes.heard = this.reachable;
    this.closed = link.closed;
    this.showDoor(link);
    this.audience = audienceOf(link.presence.values(), link.listeners);
    if (link.room === null) return;
    this.#wishes.settle(link.room.rev);
    this.#showRoom(link.room);
    this.#replan();
    this.loaded = true;
  }

  /** What the clock alone can change: it is measured several times a second, so nothing is shown anew but what differs. */
  #replan(): void {
    if (this.#gone || this.#link.room === null) return;
    this.#showMusic(this.#link.room, this.nowUs());
    for (const listener of this.#planListeners) listener();
  }

  #showRoom(room: Room): void {
    this.rev = room.rev;
    this.name = room.name;
    this.showRights(room);
    this.loop = this.#wishes.loop(room.loop);
    if (this.#people.differs(room.members, room.hostId, this.#link.presence, this.me)) {
      this.members = peopleOf(room, this.#link.presence, this.me);
    }
    this.memberCount = room.memberCount;
    this.undoIds = room.undoIds;
    this.votes = this.#wishes.votes(room.votes);
    this.skipVotes = skipVotesIn(room, this.#link.presence, this.me);
    this.clickUntilUs = room.clickUntilUs;
  }

  #showMusic(room: Room, nowUs: number): void {
    const view = viewOf(room);
    const { transport } = advance(view, nowUs);
    this.#segments = plan(view, nowUs, HORIZON_US);
    this.gated = transport.gate_until_us !== null && nowUs < transport.at_us;
    this.#showSeek(transport, view.previous, nowUs);
    if (this.#music.differs(room, transport.epoch, this.#wishes.version, this.connection)) {
      this.transport = transport;
      this.playing = this.#wishes.playing(transport.playing);
      this.#showQueue(room, transport.entry_id);
    }
    this.audible = this.#entryOf(this.#segments[0]) ?? this.current;
    this.#wakeAt(this.#segments.find((segment) => segment.fromUs > nowUs)?.fromUs ?? null, nowUs);
  }

  /** A wish first; then the switch that was decided and is not audible yet. */
  #showSeek(transport: Transport, previous: Transport | null, nowUs: number): void {
    const { entry_id: entryId, position_us: positionUs, at_us: atUs } = transport;
    const decided = entryId !== null && nowUs < atUs && previous?.entry_id === entryId ? { entryId, positionUs } : null;
    const target = this.#wishes.seeking(entryId) ?? decided;
    if (target?.entryId !== this.seeking?.entryId || target?.positionUs !== this.seeking?.positionUs) {
      this.seeking = target;
    }
  }

  #showQueue(room: Room, currentId: string | null): void {
    const order = inOrder(room.entries.values());
    const index = order.findIndex((entry) => entry.entry_id === currentId);
    if (currentId !== null && index < 0) this.#link.needSnapshot();
    this.current = order[index] ?? null;
    this.played = unlessSame(this.played, order.slice(0, Math.max(0, index)));
    this.upcoming = unlessSame(this.upcoming, this.#wishes.upcoming(order.slice(index + 1)));
    this.upcomingCount = this.#wishes.upcomingCount(order.slice(index + 1), room.hidden);
    if (order.length - index <= FEW_AHEAD) this.#loadAhead(room.knownTo?.entry_id ?? null);
  }

  /** Fetches the page behind `lastId`, once; people can ask again by scrolling. */
  #loadAhead(lastId: string | null): void {
    if (lastId === null || lastId === this.#loadedBehind) return;
    this.#loadedBehind = lastId;
    this.loadMoreQueue().catch(() => {
      this.#loadedBehind = null;
    });
  }

  #entryOf(segment: Segment | undefined): QueueEntry | null {
    return entryIn(this.#link.room, segment?.entryId ?? null);
  }

  #wakeAt(atUs: number | null, nowUs: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const delayMs = atUs === null ? LONGEST_TIMER_MS : Math.min((atUs - nowUs) / 1000 + 1, LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => this.#refresh(), delayMs);
  }
}
