import type { Translation } from "../words.svelte";
import { count } from "./count";

/** Está donde estaría un nombre. */
const YOU = "Tú";
/** «Ana saltó», pero «Saltaste». */
const did = (name: string, theirs: string, yours: string): string => (name === YOU ? yours : `${name} ${theirs}`);

const track = (title: string, many: number): string =>
  many === 1 ? `«${title}»` : count(many, { one: "# pista", other: "# pistas" });

export const chat: Translation["chat"] = {
  messages: "Mensajes",
  empty: "Nadie ha dicho nada todavía.",
  sayHello: "Saluda: lo lee toda la sala.",
  off: "El chat está desactivado en esta sala.",
  write: "Escribir un mensaje",
  placeholder: "Mensaje",
  send: "Enviar",
  save: "Guardar el cambio",
  tooLong: (left) => count(left, { one: "Sobra # carácter", other: "Sobran # caracteres" }),
  mayNot: "Aquí puedes leer, pero no escribir.",
  mutedUntil: (when) => `Aquí no puedes escribir hasta ${when}. Puedes seguir leyendo.`,
  muted: "Aquí no puedes escribir hasta que alguien que modera lo permita. Puedes seguir leyendo.",
  emoji: "Elegir un emoji",
  emojiGroup: {
    faces: "Caras",
    hands: "Manos",
    hearts: "Corazones y signos",
    party: "Fiesta",
    music: "Música",
    things: "Cosas",
  },
  offers: "Sugerencias",
  answering: (name) => `Respuesta a ${name}`,
  changing: "Estás cambiando tu mensaje",
  cancel: "Cancelar",
  you: YOU,
  someone: "Alguien",
  gone: "Mensaje borrado",
  quotedGone: "un mensaje que ya no está",
  toQuoted: (name) => `Ir al mensaje de ${name}`,
  edited: "editado",
  more: (name) => (name === YOU ? "Más sobre tu mensaje" : `Más sobre el mensaje de ${name}`),
  answer: "Responder",
  copy: "Copiar",
  copied: "Copiado",
  change: "Editar",
  delete: "Borrar",
  deleteQuestion: "¿Borrar este mensaje para todos?",
  waiting: "Esperando a enviarse",
  notSent: "Sin enviar",
  discard: "Descartar",
  writeAnew: "Escribirlo de nuevo",
  newMessages: "Mensajes nuevos",
  toEnd: "Ir a los mensajes más nuevos",
  older: "Cargando mensajes anteriores",
  typingOne: (name) => `${name} está escribiendo…`,
  typingTwo: (one, other) => `${one} y ${other} están escribiendo…`,
  typingMany: "Varias personas están escribiendo…",
  showDeeds: "Mostrar lo que hace la gente",
  hideDeeds: "Ocultar lo que hace la gente",
  fold: (many) => count(many, { one: "Pasó # cosa", other: "Pasaron # cosas" }),
  deed: {
    skipped: (name, title) => `${did(name, "saltó", "Saltaste")} «${title}»`,
    jumped: (name, title) => `${did(name, "fue", "Fuiste")} a «${title}»`,
    paused: (name) => `${did(name, "pausó", "Pausaste")} la música`,
    played: (name) => `${did(name, "puso", "Pusiste")} la música en marcha`,
    added: (name, title, many) => `${did(name, "añadió", "Añadiste")} ${track(title, many)}`,
    removed: (name, title, many) => `${did(name, "quitó", "Quitaste")} ${track(title, many)}`,
    sent_out: (name, whom) => `${did(name, "sacó", "Sacaste")} a ${whom} de la sala`,
    joined: (name) => did(name, "ha entrado", "Has entrado"),
    left: (name) => did(name, "ha salido", "Has salido"),
    became_host: (name) => (name === YOU ? "Ahora llevas tú la sala" : `Ahora el anfitrión es ${name}`),
  },
};
