import type { AriaStrings } from "svelte-dnd-action";
import { words } from "../../i18n/words.svelte";

interface Dragged {
  readonly itemLabel: string;
  readonly zoneLabel: string;
  readonly position: number;
  readonly count: number;
}

/** What is read aloud while a row of a list is moved by the keyboard, in the language of the moment. */
export function dragWords(): AriaStrings {
  const { dragging, draggedTo, dragHow, dragNot } = words.queue;
  const there = (at: Dragged): string => draggedTo(at.itemLabel, at.zoneLabel, at.position, at.count);
  return {
    dragStarted: (at) => dragging(at.itemLabel, at.zoneLabel),
    movedToPosition: there,
    movedToZoneEnd: there,
    movedToZoneStart: there,
    dropped: there,
    zoneActiveInstruction: dragHow,
    zoneDragDisabledInstruction: dragNot,
  };
}
