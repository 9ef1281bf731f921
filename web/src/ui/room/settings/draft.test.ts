import { describe, expect, it } from "vitest";
import type { RoomState } from "../../../state/room.svelte";
import { RoomDraft, type RoomChanges } from "./draft.svelte";

function roomOf(): { room: RoomState; sent: RoomChanges[] } {
  const sent: RoomChanges[] = [];
  const room = {
    name: "Kitchen",
    settings: { control: "everyone", add: "everyone" },
    configure: (changes: RoomChanges) => Promise.resolve(sent.push(changes)),
  };
  return { room: room as unknown as RoomState, sent };
}

describe("a draft of the room's settings", () => {
  it("sends what was touched and nothing else", async () => {
    const { room, sent } = roomOf();
    const draft = new RoomDraft(room);
    draft.set({ control: "host" });
    await draft.save();
    expect(sent).toEqual([{ control: "host" }]);
    expect(draft.touched).toBe(false);
  });

  it("shows what others change meanwhile, except where it was touched", () => {
    const { room } = roomOf();
    const draft = new RoomDraft(room);
    draft.set({ name: " Garden " });
    room.name = "Attic";
    room.settings = { ...room.settings, control: "host", add: "host" };
    expect(draft.name).toBe(" Garden ");
    expect(draft.get("add")).toBe("host");
  });

  it("trims the name, and asks nothing when nothing was touched", async () => {
    const { room, sent } = roomOf();
    const draft = new RoomDraft(room);
    await draft.save();
    draft.set({ name: " Garden " });
    await draft.save();
    expect(sent).toEqual([{ name: "Garden" }]);
  });
});
