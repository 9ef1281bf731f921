/** Something that destroys, and what to say before it does. */
export interface Question {
  title: string;
  /** What becomes of things, in a sentence or two. */
  text: string;
  /** On the button that does it. */
  label: string;
  run: () => Promise<unknown>;
  /** What a toast says afterwards. */
  done?: string;
}

/** The question that is open on a screen, if any. */
export class Asking {
  question = $state.raw<Question | null>(null);
}
