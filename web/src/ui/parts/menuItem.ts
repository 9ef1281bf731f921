import type { Component } from "svelte";

export interface MenuItem {
  label: string;
  icon?: Component<{ size?: number | string }>;
  run: () => void;
  disabled?: boolean;
  danger?: boolean;
  testid?: string;
}
