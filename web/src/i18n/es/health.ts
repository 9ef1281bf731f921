import type { Translation } from "../words.svelte";

export const health: Translation["health"] = {
  levels: { good: "En sincronía", fair: "Casi en sincronía", bad: "Fuera de sincronía", unknown: "Sin medir" },
  causes: {
    none: "",
    starting: "sincronizando",
    clock: "reloj aún impreciso",
    network: "red inestable",
    asymmetry: "línea desigual",
    buffer: "poca música cargada",
    output: "salida lenta u ocupada",
    hidden: "en segundo plano",
    insecure: "página no segura",
    silenced: "sin sonido",
    muted: "en silencio",
    offline: "se perdió la conexión",
  },
  late: "tarde",
  early: "pronto",
  inStepTrimmed: (trim) => `En sincronía, ajuste de ${trim}`,
  noTrim: "Suena sin ajuste",
  playsEarlier: (ms) => `Suena ${ms} ms antes`,
  playsLater: (ms) => `Suena ${ms} ms después`,
  remote: "Solo control remoto",
  remoteAdvice: "Este dispositivo controla la sala y no suena. Nadie lo espera.",
  listenHereToo: "Escuchar también aquí",
  otherTab: "Suena en otra pestaña",
  otherTabBrief: "En otra pestaña",
  otherTabAdvice: "Otra pestaña de este navegador tiene el sonido, para que no lo oigas dos veces.",
  hearItHere: "Oírlo aquí",
  paused: "En pausa en este dispositivo",
  pausedBrief: "En pausa aquí",
  pausedAdvice: "El sistema o la pantalla de bloqueo pausó la música aquí. La sala sigue.",
  comeBack: "Volver a sincronizar",
  interrupted: "Sin sonido aquí",
  interruptedAdvice: "La salida de sonido no funciona: el sistema la retiene o se ha ido. La sala sigue.",
  locked: "Sin sonido",
  lockedAdvice: "El navegador pide un toque antes de que esta página pueda sonar.",
  tapToListen: "Toca para escuchar",
  muted: "En silencio",
  mutedAdvice: "El sonido está apagado en este dispositivo. La sala sigue, y volverá sincronizado.",
  loading: "Cargando la música",
  loadingBrief: "Cargando",
  loadingAdvice: "Entrará sola a tiempo. Si pasa a menudo, acércate a la wifi o usa un cable.",
  ranOutAdvice: "La música se agotó mientras no hay conexión. Entrará a tiempo en cuanto vuelvas a tener red.",
  gettingReady: "Preparando",
  gettingReadyAdvice: "Se está midiendo el reloj de la sala. Tarda uno o dos segundos.",
  background: "En segundo plano",
  backgroundAdvice:
    "Ahí el sistema lleva el sonido por otro camino y nadie sabe cuándo se oye. En primer plano está sincronizado.",
  coming: "Sincronizando",
  begunAdvice: "El sonido acaba de empezar. Un momento y se sabrá dónde está.",
  settlingAdvice: "El sonido acaba de empezar, de volver o de cambiar de salida. En unos segundos se coloca.",
  nothing: "No suena nada",
  nothingAdvice: "Mientras no suena música no hay nada que medir.",
  fine: "Todo está como debe.",
  offlineAdvice:
    "Se perdió la conexión, así que el reloj va solo y se desvía muy despacio. Se medirá de nuevo cuando vuelvas a tener red.",
  suspectTrim: {
    late: (ms) =>
      `El ajuste compensa una conexión desigual y esta parece igual en ambos sentidos: este dispositivo suena probablemente unos ${ms} ms tarde. Ningún reloj puede verlo con certeza: pruébalo y confía en tus oídos.`,
    early: (ms) =>
      `El ajuste compensa una conexión desigual y esta parece igual en ambos sentidos: este dispositivo suena probablemente unos ${ms} ms pronto. Ningún reloj puede verlo con certeza: pruébalo y confía en tus oídos.`,
  },
  suspectLine: {
    late: (ms) =>
      `Tu conexión parece más lenta en un sentido que en el otro: este dispositivo suena probablemente unos ${ms} ms tarde. Ningún reloj puede verlo con certeza: pruébalo y confía en tus oídos.`,
    early: (ms) =>
      `Tu conexión parece más lenta en un sentido que en el otro: este dispositivo suena probablemente unos ${ms} ms pronto. Ningún reloj puede verlo con certeza: pruébalo y confía en tus oídos.`,
  },
  tryEarlier: (ms) => `Probar ${ms} ms antes`,
  tryLater: (ms) => `Probar ${ms} ms después`,
  jitterAdvice:
    "La red es inestable y el reloj común solo se conoce a grandes rasgos. Ayuda acercarse a la wifi o usar un cable.",
  roughAdvice: "Por ahora el reloj común solo se conoce a grandes rasgos. Mejora solo en menos de un minuto.",
  hiddenAdvice: "La página está en segundo plano, donde el navegador le da poco tiempo. En primer plano se corrige.",
  busyAdvice:
    "El reproductor se está corrigiendo. Si sigue así, cierra otras pestañas o aplicaciones pesadas y revisa el altavoz o los auriculares.",
  lowAdvice: "Hay poca música cargada por adelantado porque la red es lenta. Puede cortarse un momento.",
  wirelessAdvice:
    "Tu salida añade un retraso largo, como el Bluetooth. Sonix compensa lo que indica el navegador; si aún suena desfasado, ajústalo de oído.",
  insecureAdvice:
    "Esta página no es segura, así que el navegador solo permite el motor sencillo. El preciso está en la dirección https.",
  trimNow: (trim) => `El ajuste de este dispositivo es ahora ${trim}`,
  thisSound: "El sonido de este dispositivo",
  openSecure: "Abrir la página segura",
};
