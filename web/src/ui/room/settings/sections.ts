import type { Component } from "svelte";
import type { RoomState } from "../../../state/room.svelte";
import ChatSection from "../../chat/ChatSection.svelte";
import type { RoomDraft } from "./draft.svelte";
import { words } from "../../../i18n/words.svelte";
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
}

/** In the order in which they are shown. */
export const SECTIONS: readonly Section[] = [
  { id: "name", title: null, view: NameSection },
  { id: "rights", title: null, view: RightsSection },
  { id: "music", title: () => words.music.music, view: MusicSection },
  { id: "chat", title: () => words.chatRules.title, view: ChatSection },
  { id: "queue", title: () => words.modes.title, view: QueueSection },
];
