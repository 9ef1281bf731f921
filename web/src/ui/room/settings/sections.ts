import type { Component } from "svelte";
import type { RoomState } from "../../../state/room.svelte";
import ChatSection from "../../chat/ChatSection.svelte";
import type { RoomDraft } from "./draft.svelte";
import { words } from "../../../i18n/words.svelte";
import type { Right } from "../../../core/protocol.gen";
import DoorsSection from "./DoorsSection.svelte";
import MusicSection from "./MusicSection.svelte";
import NameSection from "./NameSection.svelte";
import QueueSection from "./QueueSection.svelte";
import RightsSection from "./RightsSection.svelte";

/** What every section of the room's settings is given. It reads from the draft and writes into it; one button saves all. */
export interface SectionProps {
  room: RoomState;
  draft: RoomDraft;
  /** This member may look, not change. */
  locked: boolean;
}

export interface Section {
  id: string;
  /** Null: the fields speak for themselves. */
  title: (() => string) | null;
  view: Component<SectionProps>;
  /** What it takes to change it. */
  right: Right;
}

/** In the order in which they are shown. */
export const SECTIONS: readonly Section[] = [
  { id: "name", title: null, view: NameSection, right: "configure" },
  { id: "doors", title: () => words.room.doors, view: DoorsSection, right: "moderate" },
  { id: "rights", title: () => words.room.whoMay, view: RightsSection, right: "appoint" },
  { id: "music", title: () => words.music.music, view: MusicSection, right: "configure" },
  { id: "chat", title: () => words.chatRules.title, view: ChatSection, right: "configure" },
  { id: "queue", title: () => words.modes.title, view: QueueSection, right: "configure" },
];
