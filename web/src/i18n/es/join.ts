import type { Translation } from "../words.svelte";

export const join: Translation["join"] = {
  hostedBy: (host, who) => `Anfitrión: ${host} · ${who}`,
  nobodyListens: "todavía no escucha nadie",
  knockFirst: "Llamas a la puerta y alguien de dentro te abre.",
  lockedNow: "Esta sala está cerrada: solo entran sus miembros.",
  nothingPlays: "Aún no suena nada.",
  join: "Entrar y escuchar",
  joining: "Entrando…",
  tags: "Etiquetas",
  past: "Lo que ha sonado aquí",
  roomPassword: "Contraseña de esta sala",
  hasPassword: "Esta sala tiene contraseña. Pídesela a quien te invitó.",
  opensAt: (when) => `Abre ${when}`,
  opensIn: "Abre en",
  joinThen: "Entrar cuando abra",
  waiting: "Entrarás en cuanto abra. Deja esta página a la vista.",
  noWaiting: "No esperar",
  toCalendar: "Añadir al calendario",
  remote: "Solo controlar, sin sonido aquí",
  insecure: "Esta página no es segura.",
  insecureLink: "Abre la página segura para una sincronía exacta.",
  otherCode: "Escribir otro código",
  noRoom: "Esa sala no existe",
  noRoomText: (code) =>
    `Ninguna sala tiene el código ${code}. Compruébalo con quien te invitó: quizá está mal escrito o la sala ya no existe.`,
  tooMany: "Demasiados intentos",
  tooManyText: (wait) =>
    `Para que las salas sigan siendo privadas, solo se pueden probar unos pocos códigos por minuto. ${wait}`,
  notOpened: "La sala no se abrió",
  unreachable: "No se puede conectar con Sonix",
  unreachableText:
    "Comprueba que tienes conexión y, si el servidor está en una casa, que estás en la misma red. Luego inténtalo de nuevo.",
};
