import { expect, it } from "vitest";
import { ApiError } from "../../net/api";
import { explain } from "../home/problems";
import { deviceName } from "./deviceName";
import { ProviderError, explainProvider } from "./providers/problems";
import { returnProblem } from "./returnProblem";

it.each([
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)", "iPhone"],
  ["Mozilla/5.0 (Linux; Android 15; Pixel 9)", "Android device"],
  ["Mozilla/5.0 (X11; Linux x86_64)", "Linux computer"],
  ["something else", "This device"],
])("%s is called %s", (userAgent, name) => expect(deviceName(userAgent)).toBe(name));

it("a return from elsewhere shows known reasons only: anybody can write a link", () => {
  expect(returnProblem("banned")).toContain("banned");
  expect(returnProblem("<b>pay here</b>")).not.toContain("pay");
});

it("another service's refusal is told in our words, and Sonix's in its own", () => {
  expect(explainProvider(Object.assign(new Error("x"), { code: "auth/popup-blocked" }))).toContain(
    "held the window back",
  );
  expect(explainProvider(new ProviderError("confirm", "Open the link."))).toBe("Open the link.");
  expect(explainProvider(new ApiError("banned", "You are banned.", 403, false))).toBe("You are banned.");
  expect(explainProvider("nonsense")).toContain("did not let you in");
});

it.each([
  [503, "busy", "Many people are signing in just now. Try again in a moment."],
  [502, "unreachable", "The other service can't be used just now."],
  [507, "quota_bytes", "1 GB of 1 GB used: this does not fit."],
])("a %i that Sonix explains is told in its own words", (status, code, detail) =>
  expect(explain(new ApiError(code, detail, status, true))).toBe(detail),
);

it.each([
  [null, "a minute"],
  [1, "1 second"],
  [40, "40 seconds"],
  [1000, "17 minutes"],
])("too many tries say how long to wait: %j is %s", (seconds, words) =>
  expect(explain(new ApiError("rate_limited", "Slow.", 429, true, seconds))).toContain(`Wait ${words}, then`),
);

it("any other 429 is told in its own words", () =>
  expect(explain(new ApiError("too_many_uploads", "Let the uploads finish.", 429, true))).toBe(
    "Let the uploads finish.",
  ));

it.each([
  [500, "internal"],
  [502, "http_502"],
])("a %i that explains nothing (%s) is told in ours", (status, code) =>
  expect(explain(new ApiError(code, "Bad Gateway", status, true))).toContain("problem of its own"),
);
