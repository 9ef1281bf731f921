import Activity from "@lucide/svelte/icons/activity";
import CircleAlert from "@lucide/svelte/icons/file-warning";
import DoorOpen from "@lucide/svelte/icons/door-open";
import HardDrive from "@lucide/svelte/icons/hard-drive";
import ScrollText from "@lucide/svelte/icons/scroll-text";
import Sliders from "@lucide/svelte/icons/sliders-horizontal";
import Ticket from "@lucide/svelte/icons/ticket";
import Users from "@lucide/svelte/icons/users";
import type { Component } from "svelte";
import type { SectionName } from "../routes";

interface Section {
  readonly name: SectionName;
  readonly icon: Component<{ size?: number | string; strokeWidth?: number | string }>;
}

export const sections: readonly Section[] = [
  { name: "overview", icon: Activity },
  { name: "users", icon: Users },
  { name: "invitations", icon: Ticket },
  { name: "rooms", icon: DoorOpen },
  { name: "storage", icon: HardDrive },
  { name: "jobs", icon: CircleAlert },
  { name: "settings", icon: Sliders },
  { name: "audit", icon: ScrollText },
];

export function sectionPath(name: SectionName): string {
  return name === "overview" ? "/admin" : `/admin/${name}`;
}
