import type { Translation } from "../words.svelte";
import { count } from "./count";

export const closed: Translation["closed"] = {
  replaced: {
    title: "Abierta en demasiados sitios",
    text: "Tienes esta sala abierta en más pestañas y dispositivos de los que puede tener una persona, y este fue el primero. Si escuchas aquí, se cierra el siguiente.",
  },
  gone: {
    title: "Esta sala ya no existe",
    text: "Quizá la cerró su anfitrión o la administración. Puedes abrir una sala tuya.",
  },
  updated: { title: "Sonix se ha actualizado", text: "Recarga la página para seguir escuchando." },
  expired: { title: "Vuelve a entrar, por favor", text: "Tu visita ha caducado. Para volver basta un toque." },
  signedOut: {
    title: "Se ha cerrado tu sesión",
    text: "Se cerró la sesión de este dispositivo, aquí o desde otro de los tuyos. Puedes entrar de nuevo.",
  },
  banned: {
    title: "Te han vetado",
    text: "La administración de este Sonix ha terminado tu visita. Pregunta si crees que es un error.",
  },
  removed: { title: "Te han sacado de esta sala", text: "Puedes volver si la sala está abierta para ti." },
  roomBanned: {
    title: "Tienes vetada esta sala",
    text: "Su anfitrión, o quien te vetó, puede dejarte volver.",
  },
  locked: { title: "Esta sala está cerrada", text: "Ahora no puede entrar nadie nuevo. Inténtalo más tarde." },
  notLetIn: { title: "No te han dejado entrar", text: "Dentro de un rato puedes llamar otra vez." },
  againIn: (minutes) =>
    count(minutes, {
      one: "Puedes llamar otra vez dentro de # minuto.",
      other: "Puedes llamar otra vez dentro de # minutos.",
    }),
  nobodyOpened: { title: "Nadie ha abierto", text: "Quizá nadie lo ha visto. Puedes llamar otra vez." },
  reason: (reason) => `Motivo: ${reason}`,
  knockAgain: "Llamar otra vez",
  waiting: {
    title: (room) => `Estás llamando a «${room}»`,
    text: "Alguien de la sala tiene que abrirte. Esta página entrará sola.",
    stop: "Dejar de esperar",
  },
  left: { title: "Has salido de la sala", text: "Puedes volver cuando quieras." },
  other: { title: "La sala cortó la conexión", text: "Intenta entrar otra vez." },
  listenHere: "Escuchar aquí",
  joinAgain: "Volver a entrar",
};
