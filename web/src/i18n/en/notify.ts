/** Notifications: on or off, and of what. */
export const notify = {
  title: "Notifications",
  about: "Sonix can tell you something while none of its pages is open.",
  turnOn: "Turn on notifications",
  turnOff: "Turn off",
  mentions: "Somebody names me in a chat",
  opened: "A room I follow opens",
  openedHint: "Follow a room in its menu.",
  test: "Send me one",
  testSent: "On its way.",
  missing: "This browser has no notifications. On an iPhone or iPad, put Sonix on the home screen first.",
  insecure: "Only a secure page may show notifications. Open Sonix by its https address.",
  denied: "This browser has been told not to show notifications from here. You can change that in its site settings.",
};
