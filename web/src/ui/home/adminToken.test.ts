import { expect, it } from "vitest";
import { adminToken } from "./adminToken";

it.each([
  ["/", "#admin=abc", "abc"],
  ["/admin/claim", "#admin=abc", "abc"],
  ["/admin/claim", "#abc", "abc"],
  ["/", "#abc", null],
  ["/", "", null],
  ["/admin/claim", "#", null],
  ["/", "#admin=cut%2", null], // in the middle of an escape: the page comes up all the same
])("%s%s carries %s", (path, hash, token) => expect(adminToken(path, hash)).toBe(token));
