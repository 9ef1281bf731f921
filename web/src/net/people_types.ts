/** Accounts, passkeys, devices and linked sign-ins, as the HTTP API answers them. */
import type { SessionOut } from "./api_types";

export interface NewAccount {
  name: string;
  email: string;
  password: string;
  invitation: string | null;
}

/** With mail the account is made when the link in it is opened; without, at once. */
export type Registered = SessionOut | { sent: true };

export interface Device {
  session_id: string;
  device: string;
  address: string;
  created_at_s: number;
  seen_at_s: number;
  current: boolean;
}

export interface Passkey {
  credential_id: string;
  name: string;
  created_at_s: number;
  used_at_s: number | null;
}

/** A sign-in at another service that leads to this account; `label` is for people. */
export interface LinkedIdentity {
  identity_id: string;
  provider: string;
  label: string;
  email: string | null;
  created_at_s: number;
  used_at_s: number;
}

/** What becomes of somebody's things when they delete their account. */
export interface Leaving {
  /** Rooms that somebody else will host. */
  rooms_handed_over: { name: string; to: string }[];
  /** Rooms that nobody else is in. */
  rooms_deleted: string[];
  /** Their music that nobody else can use, and that goes with them. */
  tracks_deleted: number;
  /** Their music that stays, because it is shared with everybody or stands in a room's queue. */
  tracks_kept: number;
  bytes_deleted: number;
  /** Whether the password is asked for. */
  needs_password: boolean;
}
