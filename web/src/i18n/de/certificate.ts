import type { Translation } from "../words.svelte";

export const certificate: Translation["certificate"] = {
  pageTitle: "Zertifikat installieren · Sonix",
  title: "Damit dieses Gerät Sonix vertraut",
  lead: "Im Takt spielen Browser nur auf sicheren Seiten. Dieses Sonix hat ein eigenes Zertifikat für dein Netz. Installiere es einmal auf jedem Gerät, und die Warnung ist weg.",
  isSecure: "Du bist auf der sicheren Seite. Kam unterwegs keine Warnung, bist du fertig.",
  first: "1. Zertifikat herunterladen",
  download: "Herunterladen",
  whatItDoes: "Damit prüft dieses Gerät, dass es mit diesem Sonix spricht. Zugriff auf das Gerät gibt es niemandem.",
  second: "2. Installieren",
  yourDevice: "Dein Gerät",
  third: "3. Prüfen, ob es geklappt hat",
  openIt:
    "Öffne die sichere Seite. Keine Warnung und ein geschlossenes Schloss oder eine schlichte Adresse: Es klappt.",
  httpsOff: "Https ist bei diesem Sonix ausgeschaltet. Frag, wer es betreibt.",
  guides: {
    android: {
      label: "Android",
      steps: [
        "Lade das Zertifikat mit dem Knopf oben herunter.",
        "Öffne Einstellungen → Sicherheit & Datenschutz → Weitere Sicherheitseinstellungen → Verschlüsselung & Anmeldedaten. Auch die Suche nach „Zertifikat“ findet es.",
        "Wähle Zertifikat installieren → CA-Zertifikat, dann Trotzdem installieren.",
        "Wähle sonix-ca.crt aus deinen Downloads.",
      ],
      note: "Chrome nimmt es sofort. Firefox: Einstellungen → Über Firefox, fünfmal auf das Logo tippen, dann Geheime Einstellungen → CA-Zertifikate von Drittanbietern verwenden.",
    },
    ios: {
      label: "iPhone und iPad",
      steps: [
        "Öffne diese Seite in Safari und lade das Zertifikat mit dem Knopf oben herunter. Tippe auf Zulassen.",
        "Öffne die Einstellungen. Oben steht Profil geladen: Tippe darauf, dann auf Installieren, und gib deinen Code ein.",
        "Geh dann zu Einstellungen → Allgemein → Info → Zertifikatsvertrauenseinstellungen.",
        "Schalte das volle Vertrauen für das Sonix-Zertifikat ein.",
      ],
      note: "Beide Hälften sind nötig: Das Profil allein genügt nicht. Ohne volles Vertrauen warnt Safari weiter.",
    },
    windows: {
      label: "Windows",
      steps: [
        "Lade das Zertifikat mit dem Knopf oben herunter und öffne es.",
        "Wähle Zertifikat installieren …, dann Aktueller Benutzer.",
        "Wähle „Alle Zertifikate in folgendem Speicher speichern“, dann Durchsuchen → Vertrauenswürdige Stammzertifizierungsstellen.",
        "Schließe ab und bestätige die Warnung mit Ja. Starte den Browser neu.",
      ],
      note: "Chrome, Edge und Firefox nehmen es von dort.",
    },
    macos: {
      label: "Mac",
      steps: [
        "Lade das Zertifikat mit dem Knopf oben herunter und öffne es: Die Schlüsselbundverwaltung legt es in den Schlüsselbund Anmeldung.",
        "Doppelklicke in der Liste auf das Sonix-Zertifikat und öffne Vertrauen.",
        "Setze „Bei Verwendung dieses Zertifikats“ auf Immer vertrauen.",
        "Schließe das Fenster und gib dein Passwort ein. Starte den Browser neu.",
      ],
      note: "Safari, Chrome und Firefox nehmen es von dort.",
    },
    linux: {
      label: "Linux",
      steps: [
        "Lade das Zertifikat mit dem Knopf oben herunter.",
        "Chrome: Öffne chrome://certificate-manager, dann Lokale Zertifikate → Benutzerdefiniert → Von dir installiert → Vertrauenswürdige Zertifikate → Importieren.",
        "Firefox: Einstellungen → Datenschutz & Sicherheit → Zertifikate anzeigen → Zertifizierungsstellen → Importieren, und hake „Dieser CA vertrauen, um Websites zu identifizieren“ an.",
        "Für das ganze System (Debian, Ubuntu): Kopiere es nach /usr/local/share/ca-certificates/ und führe sudo update-ca-certificates aus.",
      ],
      note: "Firefox führt auf jedem System eine eigene Liste, daher geht sein Schritt auch auf Windows und Mac.",
    },
  },
};
