import { CloseCode } from "../../core/protocol.gen";
import { speech, translatedRefusal, words } from "../../i18n/words.svelte";
import type { Standing } from "../../net/moderation_api";
import type { Closed } from "../../net/port";

/** What stands on the page once a room is over for somebody; `again` null: there is nothing to try. */
export interface Told {
  readonly title: string;
  readonly text: string;
  readonly again: string | null;
}

/** @param standing how one stands at the door now, once it is known: it has the reason that was given. */
export function closedWords(closed: Closed | null, standing: Standing | null): Told {
  const said = words.closed;
  switch (closed?.code) {
    case CloseCode.REPLACED:
      return { ...said.replaced, again: said.listenHere };
    case CloseCode.NO_SUCH_ROOM:
      return { ...said.gone, again: null };
    case CloseCode.PROTOCOL_TOO_OLD:
      return { ...said.updated, again: words.parts.reload };
    case CloseCode.UNAUTHENTICATED:
      return { ...said.expired, again: said.joinAgain };
    case CloseCode.SIGNED_OUT:
      return { ...said.signedOut, again: said.joinAgain };
    case CloseCode.BANNED:
      return { ...said.banned, again: null };
    case CloseCode.LEFT:
      return { ...said.left, again: said.joinAgain };
    case CloseCode.ROOM_BANNED:
      return { ...because(said.roomBanned, standing), again: null };
    case CloseCode.DISMISSED:
      return standing?.state === "banned"
        ? { ...because(said.roomBanned, standing), again: null }
        : { ...because(said.removed, standing), again: said.joinAgain };
    case CloseCode.ROOM_LOCKED:
      return { ...said.locked, again: words.parts.tryAgain };
    case CloseCode.NOT_ADMITTED:
      return { ...shut(standing), again: said.knockAgain };
    default:
      return { ...said.other, text: ownReason(closed) ?? said.other.text, again: said.joinAgain };
  }
}

/**
 * Why a door stayed shut, for whoever stands before it again. Null: they were asked for a password for the first time,
 * and the page before the room does that.
 */
export function doorProblem(closed: Closed, showedPassword: boolean): string | null {
  if (closed.code !== CloseCode.ROOM_PASSWORD) return ownReason(closed) ?? translatedRefusal("not_open_yet");
  return showedPassword ? (ownReason(closed) ?? translatedRefusal("room_password")) : null;
}

/** The server's own sentence knows the case, but it is English. */
const ownReason = (closed: Closed | null): string | null =>
  speech.language === "en" ? (closed?.reason ?? null) : null;

/** Not let in, for a while; or nobody has opened. */
function shut(standing: Standing | null): { title: string; text: string } {
  const { notLetIn, againIn, nobodyOpened } = words.closed;
  if (standing?.state === "knock") return nobodyOpened;
  const seconds = standing?.again_in_s ?? null;
  return seconds === null ? notLetIn : { ...notLetIn, text: againIn(Math.ceil(seconds / 60)) };
}

function because(told: { title: string; text: string }, standing: Standing | null): { title: string; text: string } {
  const reason = standing?.reason ?? "";
  return reason === "" ? told : { ...told, text: `${words.closed.reason(reason)}\n${told.text}` };
}
