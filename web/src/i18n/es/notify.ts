import type { Translation } from "../words.svelte";

export const notify: Translation["notify"] = {
  title: "Notificaciones",
  about: "Sonix puede avisarte cuando no tienes ninguna de sus páginas abierta.",
  turnOn: "Activar las notificaciones",
  turnOff: "Desactivar",
  mentions: "Alguien me nombra en un chat",
  opened: "Abre una sala que sigo",
  openedHint: "Sigue una sala desde su menú.",
  test: "Enviarme una",
  testSent: "En camino.",
  missing: "Este navegador no tiene notificaciones. En un iPhone o iPad, añade antes Sonix a la pantalla de inicio.",
  insecure: "Solo una página segura puede mostrar notificaciones. Abre Sonix por su dirección https.",
  denied:
    "Este navegador tiene orden de no mostrar notificaciones de aquí. Puedes cambiarlo en los ajustes del sitio web.",
};
