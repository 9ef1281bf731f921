/** The page that says how a device comes to trust this Sonix. Names of menus are those of the system in that language. */
export const certificate = {
  pageTitle: "Install the certificate · Sonix",
  title: "Make this device trust Sonix",
  lead: "Browsers play in step only on secure pages. This Sonix made a certificate of its own for your network. Install it once on each device and the warning is gone.",
  isSecure: "You are on the secure page. If there was no warning on the way, you are done.",
  first: "1. Download the certificate",
  download: "Download",
  whatItDoes: "It lets this device check that it talks to this Sonix. It gives nobody access to the device.",
  second: "2. Install it",
  yourDevice: "Your device",
  third: "3. Check that it worked",
  openIt: "Open the secure page. No warning, and a closed padlock or a plain address: it works.",
  httpsOff: "Https is turned off on this Sonix. Ask whoever runs it.",
  guides: {
    android: {
      label: "Android",
      steps: [
        "Download the certificate with the button above.",
        "Open Settings → Security & privacy → More security settings → Encryption & credentials. Searching the settings for “certificate” finds it too.",
        "Choose Install a certificate → CA certificate, then Install anyway.",
        "Pick sonix-ca.crt from your downloads.",
      ],
      note: "Chrome takes it at once. Firefox: Settings → About Firefox, tap the logo five times, then Secret Settings → Use third party CA certificates.",
    },
    ios: {
      label: "iPhone and iPad",
      steps: [
        "Open this page in Safari and download the certificate with the button above. Tap Allow.",
        "Open Settings. At the top stands Profile Downloaded: tap it, then Install, and enter your code.",
        "Then go to Settings → General → About → Certificate Trust Settings.",
        "Turn on full trust for the Sonix certificate.",
      ],
      note: "Both halves are needed: installing the profile alone is not enough. Without full trust Safari still warns.",
    },
    windows: {
      label: "Windows",
      steps: [
        "Download the certificate with the button above and open it.",
        "Choose Install Certificate…, then Current User.",
        "Choose “Place all certificates in the following store”, then Browse → Trusted Root Certification Authorities.",
        "Finish and confirm the warning with Yes. Restart the browser.",
      ],
      note: "Chrome, Edge and Firefox all take it from there.",
    },
    macos: {
      label: "Mac",
      steps: [
        "Download the certificate with the button above and open it: Keychain Access adds it to the login keychain.",
        "Double-click the Sonix certificate in the list and open Trust.",
        "Set “When using this certificate” to Always Trust.",
        "Close the window and enter your password. Restart the browser.",
      ],
      note: "Safari, Chrome and Firefox all take it from there.",
    },
    linux: {
      label: "Linux",
      steps: [
        "Download the certificate with the button above.",
        "Chrome: open chrome://certificate-manager, then Local certificates → Custom → Installed by you → Trusted certificates → Import.",
        "Firefox: Settings → Privacy & Security → View Certificates → Authorities → Import, and tick “Trust this CA to identify websites”.",
        "For the whole system (Debian, Ubuntu): copy it to /usr/local/share/ca-certificates/ and run sudo update-ca-certificates.",
      ],
      note: "Firefox keeps its own list on every system, so its step works on Windows and Mac too.",
    },
  } satisfies Record<string, { label: string; steps: readonly string[]; note: string }>,
};
