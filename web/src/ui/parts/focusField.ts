/**
 * Puts the focus into the first field of a form inside; false where there is none. Whoever has a keyboard can type at once; on a
 * phone one of its own would cover what is asked.
 */
export function focusField(inside: HTMLElement | undefined): boolean {
  const field = inside?.querySelector<HTMLElement>("form :is(input, select):not([hidden])") ?? null;
  if (field === null || !matchMedia("(pointer: fine)").matches) return false;
  field.focus();
  return true;
}
