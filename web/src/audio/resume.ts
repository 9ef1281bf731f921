/** Lets a context run that the system or the browser holds back. */

const SUSPEND_MS = 500;
const RESUME_MS = 3000;

/** What is used of a context; "interrupted" is Safari's. */
export interface Resumable {
  readonly state: string;
  suspend(): Promise<void>;
  resume(): Promise<void>;
}

/** Inside a gesture. False when it still does not run after a while: neither promise settles as long as the system holds on. */
export async function resume(context: Resumable): Promise<boolean> {
  if (isRunning(context)) return true;
  // Safari leaves an interrupted context only by way of a suspended one.
  if (context.state !== "suspended") await settled(context.suspend(), SUSPEND_MS);
  await settled(context.resume(), RESUME_MS);
  return isRunning(context);
}

const isRunning = ({ state }: Resumable): boolean => state === "running";

async function settled(work: Promise<void>, patienceMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, patienceMs)));
  await Promise.race([work.catch(() => undefined), patience]);
  clearTimeout(timer);
}
