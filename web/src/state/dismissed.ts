/** Notices that were sent away, for as long as this tab lives: a reload does not bring them back. */
const KEY = "sonix.dismissed.";

export function isDismissed(notice: string): boolean {
  try {
    return sessionStorage.getItem(KEY + notice) !== null;
  } catch {
    return false; // storage may be closed to us in private windows
  }
}

export function dismiss(notice: string): void {
  try {
    sessionStorage.setItem(KEY + notice, "1");
  } catch {
    // then a reload shows it again
  }
}
