import type { DeedKind } from "../../state/chat/deeds";
import { count } from "./count";

/** Stands where a name would. */
const YOU = "You";

const track = (title: string, many: number): string =>
  many === 1 ? `“${title}”` : count(many, { one: "# track", other: "# tracks" });

/** The chat, and reactions to the music. */
export const chat = {
  messages: "Messages",
  empty: "Nobody has said anything yet.",
  sayHello: "Say hello: everyone in the room reads it.",
  off: "The chat is off in this room.",
  write: "Write a message",
  placeholder: "Message",
  send: "Send",
  save: "Save the change",
  tooLong: (left: number) => `${count(left, { one: "# character", other: "# characters" })} too long`,
  mayNot: "You may read here, not write.",
  emoji: "Pick an emoji",
  emojiGroup: {
    faces: "Faces",
    hands: "Hands",
    hearts: "Hearts and signs",
    party: "Party",
    music: "Music",
    things: "Things",
  },
  offers: "Suggestions",
  answering: (name: string) => `Answering ${name}`,
  changing: "Changing your message",
  cancel: "Cancel",
  you: YOU,
  someone: "Someone",
  gone: "Message deleted",
  quotedGone: "a message that is gone",
  toQuoted: (name: string) => `Go to the message of ${name}`,
  edited: "edited",
  more: (name: string) => (name === YOU ? "More about your message" : `More about the message of ${name}`),
  answer: "Answer",
  copy: "Copy",
  copied: "Copied",
  change: "Change",
  delete: "Delete",
  deleteQuestion: "Delete this message for everyone?",
  waiting: "Waiting to be sent",
  notSent: "Not sent",
  discard: "Discard",
  writeAnew: "Write it anew",
  newMessages: "New messages",
  toEnd: "To the newest messages",
  older: "Loading older messages",
  typingOne: (name: string) => `${name} is writing …`,
  typingTwo: (one: string, other: string) => `${one} and ${other} are writing …`,
  typingMany: "Several people are writing …",
  showDeeds: "Show what people do",
  hideDeeds: "Hide what people do",
  fold: (many: number) => count(many, { one: "# thing happened", other: "# things happened" }),
  deed: {
    skipped: (name, title) => `${name} skipped “${title}”`,
    jumped: (name, title) => `${name} went to “${title}”`,
    paused: (name) => `${name} paused the music`,
    played: (name) => `${name} started the music`,
    added: (name, title, many) => `${name} added ${track(title, many)}`,
    removed: (name, title, many) => `${name} removed ${track(title, many)}`,
    joined: (name) => `${name} joined`,
    left: (name) => `${name} left`,
    became_host: (name) => (name === YOU ? "You are the host now" : `${name} is the host now`),
  } satisfies Record<DeedKind, (name: string, title: string, many: number) => string>,
};
