import { describe, expect, it } from "vitest";
import { words } from "../../i18n/certificate";
import { platformOf, secureAddress } from "./certificate.ts";

describe("the certificate's page", () => {
  it.each([
    ["Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/131.0 Mobile", 5, "android"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/604.1", 5, "ios"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15", 5, "ios"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15", 0, "macos"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0", 0, "windows"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Firefox/133.0", 0, "linux"],
  ])("opens at the guide for this device: %s (%d touch points)", (agent, touch, platform) => {
    expect(platformOf(agent, touch)).toBe(platform);
  });

  it("tells iPhones to turn on full trust as well", () => {
    const { ios } = words.certificate.guides;
    expect(ios.steps.join(" ")).toMatch(/Install.*Certificate Trust Settings.*full trust/s);
  });

  it("leads to the public address when that is secure, else to the https port, else nowhere", () => {
    expect(secureAddress({ public_url: "https://sonix.test/", https_url: null }, "/")).toBe("https://sonix.test/");
    const lan = { public_url: "http://192.0.2.7:8000", https_url: "https://192.0.2.7:8443" };
    expect(secureAddress(lan, "/r/ABC234")).toBe("https://192.0.2.7:8443/r/ABC234");
    expect(secureAddress({ ...lan, https_url: null }, "/")).toBeNull();
  });
});
