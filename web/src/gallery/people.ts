/** Who looks at a screen of the gallery. */
import type { User } from "../net/api";

const guest: User = {
  user_id: "member-0",
  name: "Ana",
  kind: "guest",
  email: null,
  email_verified: false,
  is_admin: false,
  has_password: false,
};

const account: User = {
  ...guest,
  name: "Ana Lindqvist",
  kind: "account",
  email: "ana@example.org",
  email_verified: true,
  has_password: true,
};

const admin: User = { ...account, is_admin: true };

const OTHERS: Readonly<Record<string, User>> = {
  account,
  admin,
  nobody: admin,
  broken: admin,
  waiting: admin,
  long: {
    ...account,
    name: "Benedikta Maximiliana Longname-Smith",
    email: "benedikta.maximiliana.longname-smith@a-very-long-organisation.example.org",
    email_verified: false,
  },
};

export function userOf(state: string): User {
  return OTHERS[state] ?? guest;
}
