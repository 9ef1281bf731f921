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
  readonly label: string;
  readonly icon: Component<{ size?: number | string; strokeWidth?: number | string }>;
}

export const sections: readonly Section[] = [
  { name: "overview", label: "Listening now", icon: Activity },
  { name: "users", label: "People", icon: Users },
  { name: "invitations", label: "Invitations", icon: Ticket },
  { name: "rooms", label: "Rooms", icon: DoorOpen },
  { name: "storage", label: "Storage", icon: HardDrive },
  { name: "jobs", label: "Failed imports", icon: CircleAlert },
  { name: "settings", label: "Settings in force", icon: Sliders },
  { name: "audit", label: "Audit log", icon: ScrollText },
];

export function sectionPath(name: SectionName): string {
  return name === "overview" ? "/admin" : `/admin/${name}`;
}
