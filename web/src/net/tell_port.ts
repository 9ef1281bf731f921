/** What the socket has no business with itself, told to the room by its kind. */
import type { ServerMessage } from "../core/protocol.gen";
import type { SocketPort } from "./port";

type ForTheSocket = "time" | "welcome" | "waiting" | "ack" | "refused" | "renewed";

export function tellPort(port: SocketPort, message: Exclude<ServerMessage, { type: ForTheSocket }>): void {
  switch (message.type) {
    case "events":
      port.events(message);
      break;
    case "presence":
      port.presence(message);
      break;
    case "sync_reports":
      port.reports(message);
      break;
    case "knocks":
      port.knocks(message);
      break;
    case "problem":
      port.problem(message);
      break;
    default:
      port.chat(message);
  }
}
