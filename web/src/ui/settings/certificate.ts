import type { Instance } from "../../net/api_types.ts";

export type Platform = "android" | "ios" | "windows" | "macos" | "linux";

export interface Guide {
  readonly platform: Platform;
  readonly label: string;
  readonly steps: readonly string[];
  /** How to see that it worked, or what bites. */
  readonly note: string;
}

export const guides: readonly Guide[] = [
  {
    platform: "android",
    label: "Android",
    steps: [
      "Download the certificate with the button above.",
      "Open Settings → Security & privacy → More security settings → Encryption & credentials. Searching the settings for “certificate” finds it too.",
      "Choose Install a certificate → CA certificate, then Install anyway.",
      "Pick sonix-ca.crt from your downloads.",
    ],
    note: "Chrome takes it at once. Firefox: Settings → About Firefox, tap the logo five times, then Secret Settings → Use third party CA certificates.",
  },
  {
    platform: "ios",
    label: "iPhone and iPad",
    steps: [
      "Open this page in Safari and download the certificate with the button above. Tap Allow.",
      "Open Settings. At the top stands Profile Downloaded: tap it, then Install, and enter your code.",
      "Then go to Settings → General → About → Certificate Trust Settings.",
      "Turn on full trust for the Sonix certificate.",
    ],
    note: "Both halves are needed: installing the profile alone is not enough. Without full trust Safari still warns.",
  },
  {
    platform: "windows",
    label: "Windows",
    steps: [
      "Download the certificate with the button above and open it.",
      "Choose Install Certificate…, then Current User.",
      "Choose “Place all certificates in the following store”, then Browse → Trusted Root Certification Authorities.",
      "Finish and confirm the warning with Yes. Restart the browser.",
    ],
    note: "Chrome, Edge and Firefox all take it from there.",
  },
  {
    platform: "macos",
    label: "Mac",
    steps: [
      "Download the certificate with the button above and open it: Keychain Access adds it to the login keychain.",
      "Double-click the Sonix certificate in the list and open Trust.",
      "Set “When using this certificate” to Always Trust.",
      "Close the window and enter your password. Restart the browser.",
    ],
    note: "Safari, Chrome and Firefox all take it from there.",
  },
  {
    platform: "linux",
    label: "Linux",
    steps: [
      "Download the certificate with the button above.",
      "Chrome: open chrome://certificate-manager, then Local certificates → Custom → Installed by you → Trusted certificates → Import.",
      "Firefox: Settings → Privacy & Security → View Certificates → Authorities → Import, and tick “Trust this CA to identify websites”.",
      "For the whole system (Debian, Ubuntu): copy it to /usr/local/share/ca-certificates/ and run sudo update-ca-certificates.",
    ],
    note: "Firefox keeps its own list on every system, so its step works on Windows and Mac too.",
  },
];

/** iPads pretend to be Macs; what gives them away is touch. */
export function platformOf(userAgent: string, touchPoints: number): Platform {
  if (/iPhone|iPad|iPod/.test(userAgent)) return "ios";
  if (/Android/.test(userAgent)) return "android";
  if (/Macintosh/.test(userAgent)) return touchPoints > 1 ? "ios" : "macos";
  if (/Windows/.test(userAgent)) return "windows";
  return "linux";
}

/** `path` on the secure address, or null when this instance has none. */
export function secureAddress(info: Pick<Instance, "https_url" | "public_url">, path: string): string | null {
  const base = info.public_url.startsWith("https:") ? info.public_url : info.https_url;
  return base === null ? null : base.replace(/\/+$/, "") + path;
}
