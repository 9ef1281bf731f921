import type { Translation } from "../words.svelte";

export const health: Translation["health"] = {
  levels: { good: "Im Takt", fair: "Etwas daneben", bad: "Aus dem Takt", unknown: "Nicht gemessen" },
  causes: {
    none: "",
    starting: "kommt in den Takt",
    clock: "Uhr noch ungenau",
    network: "unruhiges Netz",
    asymmetry: "schiefe Leitung",
    buffer: "wenig Musik geladen",
    output: "langsame oder belegte Ausgabe",
    hidden: "im Hintergrund",
    insecure: "Seite nicht sicher",
    silenced: "ohne Ton",
    muted: "stumm",
    offline: "Verbindung war weg",
  },
  late: "zu spät",
  early: "zu früh",
  inStepTrimmed: (trim) => `Im Takt, ausgeglichen um ${trim}`,
  noTrim: "Spielt ohne Ausgleich",
  playsEarlier: (ms) => `Spielt ${ms} ms früher`,
  playsLater: (ms) => `Spielt ${ms} ms später`,
  remote: "Nur Fernbedienung",
  remoteAdvice: "Dieses Gerät steuert den Raum und macht selbst keinen Ton. Niemand wartet darauf.",
  listenHereToo: "Auch hier hören",
  otherTab: "Läuft in einem anderen Tab",
  otherTabBrief: "Im anderen Tab",
  otherTabAdvice: "Ein anderer Tab dieses Browsers hat den Ton, damit du ihn nicht doppelt hörst.",
  hearItHere: "Hier hören",
  paused: "Auf diesem Gerät angehalten",
  pausedBrief: "Hier angehalten",
  pausedAdvice: "Das System oder der Sperrbildschirm hat die Musik hier angehalten. Der Raum spielt weiter.",
  comeBack: "Wieder in den Takt",
  interrupted: "Kein Ton hier",
  interruptedAdvice:
    "Die Tonausgabe läuft nicht: Das System hält sie zurück, oder sie ist weg. Der Raum spielt weiter.",
  locked: "Ohne Ton",
  lockedAdvice: "Der Browser will ein Tippen, bevor diese Seite Ton machen darf.",
  tapToListen: "Tippen zum Hören",
  muted: "Stumm",
  mutedAdvice: "Der Ton ist auf diesem Gerät aus. Der Raum spielt weiter, und zurück kommt er im Takt.",
  loading: "Lädt die Musik",
  loadingBrief: "Lädt",
  loadingAdvice: "Sie setzt von selbst im Takt ein. Passiert das oft, geh näher ans WLAN oder nimm ein Kabel.",
  ranOutAdvice:
    "Die Musik ging aus, während die Verbindung weg ist. Sie setzt im Takt ein, sobald du wieder online bist.",
  gettingReady: "Gleich bereit",
  gettingReadyAdvice: "Die Uhr des Raums wird gemessen. Das dauert ein, zwei Sekunden.",
  background: "Im Hintergrund",
  backgroundAdvice:
    "Dort führt das System den Ton auf anderem Weg, und niemand weiß, wann er zu hören ist. Vorne ist er im Takt.",
  coming: "Kommt in den Takt",
  begunAdvice: "Der Ton hat gerade begonnen. Gleich ist seine Stelle bekannt.",
  settlingAdvice:
    "Der Ton hat gerade begonnen, kam zurück oder wechselte die Ausgabe. In wenigen Sekunden hat er seine Stelle.",
  nothing: "Es läuft nichts",
  nothingAdvice: "Solange keine Musik läuft, gibt es nichts zu messen.",
  fine: "Alles ist, wie es sein soll.",
  offlineAdvice:
    "Die Verbindung ist weg, also läuft die Uhr allein und verstellt sich sehr langsam. Bist du wieder online, wird sie neu gemessen.",
  suspectTrim: {
    late: (ms) =>
      `Der Ausgleich gilt einer schiefen Verbindung, und diese scheint gerade: Wahrscheinlich spielt dieses Gerät etwa ${ms} ms zu spät. Sicher sieht das keine Uhr: Probier es und trau deinen Ohren.`,
    early: (ms) =>
      `Der Ausgleich gilt einer schiefen Verbindung, und diese scheint gerade: Wahrscheinlich spielt dieses Gerät etwa ${ms} ms zu früh. Sicher sieht das keine Uhr: Probier es und trau deinen Ohren.`,
  },
  suspectLine: {
    late: (ms) =>
      `Deine Verbindung scheint in einer Richtung langsamer: Wahrscheinlich spielt dieses Gerät etwa ${ms} ms zu spät. Sicher sieht das keine Uhr: Probier es und trau deinen Ohren.`,
    early: (ms) =>
      `Deine Verbindung scheint in einer Richtung langsamer: Wahrscheinlich spielt dieses Gerät etwa ${ms} ms zu früh. Sicher sieht das keine Uhr: Probier es und trau deinen Ohren.`,
  },
  tryEarlier: (ms) => `${ms} ms früher versuchen`,
  tryLater: (ms) => `${ms} ms später versuchen`,
  jitterAdvice:
    "Das Netz ist unruhig, daher ist die gemeinsame Uhr nur ungefähr bekannt. Näher am WLAN oder am Kabel wird es besser.",
  roughAdvice: "Die gemeinsame Uhr ist erst ungefähr bekannt. Das wird innerhalb einer Minute von selbst besser.",
  hiddenAdvice: "Die Seite ist im Hintergrund, wo der Browser ihr wenig Zeit gibt. Vorne berichtigt sie sich.",
  busyAdvice:
    "Der Ton berichtigt sich gerade. Bleibt es so, schließe andere schwere Tabs oder Apps und prüfe Lautsprecher oder Kopfhörer.",
  lowAdvice: "Es ist wenig Musik im Voraus geladen, weil das Netz langsam ist. Sie kann kurz aussetzen.",
  wirelessAdvice:
    "Deine Ausgabe verzögert stark, wie bei Bluetooth. Sonix gleicht aus, was der Browser meldet; klingt es noch daneben, stell es nach Gehör ein.",
  insecureAdvice:
    "Diese Seite ist nicht sicher, daher erlaubt der Browser nur die einfachere Technik. Die https-Adresse hat die genaue.",
  trimNow: (trim) => `Der Ausgleich dieses Geräts ist jetzt ${trim}`,
  thisSound: "Ton dieses Geräts",
  openSecure: "Sichere Seite öffnen",
};
