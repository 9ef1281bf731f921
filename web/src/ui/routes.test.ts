import { describe, expect, it } from "vitest";
import { parseRoute } from "./routes";

describe("which screen a path shows", () => {
  it.each([
    ["/", { name: "home" }],
    ["/r/KTW4QM", { name: "room", code: "KTW4QM" }],
    ["/r/ktw4qm/", { name: "room", code: "KTW4QM" }],
    ["/library", { name: "library" }],
    ["/settings", { name: "settings" }],
    ["/install-certificate", { name: "certificate" }],
    ["/account", { name: "account" }],
    ["/sign-in", { name: "door", door: "sign-in" }],
    ["/account/join", { name: "door", door: "join" }],
    ["/account/nowhere", { name: "unknown" }],
    ["/admin", { name: "admin", section: "overview" }],
    ["/admin/audit/", { name: "admin", section: "audit" }],
    ["/admin/claim", { name: "home" }],
    ["/admin/nowhere", { name: "unknown" }],
    ["/admin/users/more", { name: "unknown" }],
    ["/r/KTW4QM%20", { name: "room", code: "KTW4QM" }],
    ["/r/ktw4qm).", { name: "room", code: "KTW4QM" }],
    ["/r/%E0%A4%A", { name: "unknown" }],
    ["/r/nope", { name: "named", link: "nope" }],
    ["/r/Friday-Night", { name: "named", link: "friday-night" }],
    ["/r/a--b", { name: "unknown" }],
    ["/discover", { name: "discover" }],
    ["/r/KTW4QM/more", { name: "unknown" }],
    ["/elsewhere", { name: "unknown" }],
  ])("%s", (path, route) => expect(parseRoute(path)).toEqual(route));
});
