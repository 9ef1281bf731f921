import { expect, it } from "vitest";
import type { SignIn } from "../../net/api";
import { passwordProblem } from "./passwordProblem";
import { canRegister, canStayNameless, hasOtherWays, runsAsGuest } from "./ways";

const signIn: SignIn = {
  registration: "open",
  guests: true,
  mail: true,
  passkeys: true,
  oidc: [],
  firebase: null,
  supabase: null,
  min_password_chars: 10,
};

it("an account can be made by anybody only where the address can be checked", () => {
  expect(canRegister(signIn)).toBe(true);
  expect(canRegister({ ...signIn, mail: false })).toBe(false);
  expect(canRegister({ ...signIn, registration: "invitation" })).toBe(false);
});

it("other services are offered when there are any", () => {
  expect(hasOtherWays(signIn)).toBe(false);
  expect(hasOtherWays({ ...signIn, oidc: [{ name: "home", label: "Home" }] })).toBe(true);
});

it("of Firebase's ways those are offered that the project has; without a name only to somebody new", () => {
  const firebase = { project: "demo-sonix", api_key: "any", auth_domain: "demo.example.org", emulator_url: null };
  const nameless: SignIn = { ...signIn, firebase: { ...firebase, ways: ["anonymous"] } };
  expect(hasOtherWays(nameless)).toBe(false);
  expect(canStayNameless(nameless, null)).toBe(true);
  expect(canStayNameless(nameless, { name: "Ana" })).toBe(false);
  expect(canStayNameless({ ...nameless, guests: false }, null)).toBe(false);
  const named: SignIn = { ...signIn, firebase: { ...firebase, ways: ["google"] } };
  expect(hasOtherWays(named)).toBe(true);
  expect(canStayNameless(named, null)).toBe(false);
});

it("an administrator without an account is known by this browser alone", () => {
  expect(runsAsGuest({ kind: "guest", is_admin: true })).toBe(true);
  expect(runsAsGuest({ kind: "guest", is_admin: false })).toBe(false);
  expect(runsAsGuest({ kind: "account", is_admin: true })).toBe(false);
  expect(runsAsGuest(null)).toBe(false);
});

it("a password is counted in characters as people see them", () => {
  expect(passwordProblem("🎵🎵🎵🎵🎵🎵🎵🎵🎵", 10)).toBe("1 more character: at least 10 in all.");
  expect(passwordProblem("long enough", 10)).toBeNull();
});
