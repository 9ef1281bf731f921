import { explain } from "../home/problems";

/** One request at a time on behalf of somebody who waits for it: that it is under way, and what came of it. */
export class Attempt {
  busy = $state(false);
  /** Why the last one did not work, in words for people; null while there is nothing to tell. */
  problem = $state<string | null>(null);

  /**
   * Answers whether it worked; false also while another one is under way, which goes on undisturbed.
   * `act` is called before anything is awaited: what a browser allows only inside a gesture may stand at its beginning.
   * `words` says what to tell of an error: null if nothing.
   */
  async run(act: () => Promise<unknown>, words: (error: unknown) => string | null = explain): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = null;
    try {
      await act();
      return true;
    } catch (error) {
      this.problem = words(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
