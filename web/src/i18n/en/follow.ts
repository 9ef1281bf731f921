/** Being told when a room opens. */
export const follow = {
  on: "Tell me when it opens",
  off: "Don't tell me when it opens",
  willTell: (room: string) => `You will hear when ${room} opens.`,
  needsTurningOn: "You follow this room. Turn on notifications in Settings to hear when it opens.",
  toSettings: "Settings",
  noMore: (room: string) => `You no longer follow ${room}.`,
};
