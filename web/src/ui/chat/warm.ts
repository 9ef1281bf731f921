import { untrack } from "svelte";
import { durationUs } from "../../core/room_music";
import type { Track } from "../../core/protocol.gen";
import { ChatApi } from "../../net/chat_api";
import type { RoomState } from "../../state/room.svelte";

/** Has the heat line show a track. Without a connection it stays cold: it is no more than an ornament. */
export function warm(room: RoomState, track: Track): void {
  const { loaded, reactions } = room.chat;
  if (!loaded || !untrack(() => reactions.listenTo(track.track_id, durationUs(track)))) return;
  new ChatApi(room.session.api).heat(room.code, track.track_id, durationUs(track)).then(
    ({ bins }) => reactions.warmed(track.track_id, bins),
    () => undefined,
  );
}
