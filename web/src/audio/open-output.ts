/** Opens the way out that really works here: the worklet where its module loads and runs, else chunks. */

import { ChunkOutput, type Hear, type Output, WorkletOutput } from "./outputs";

/** A module that has not loaded by then is done without. */
const MODULE_MS = 8000;

/** @param sink where the music goes; @param allowsWorklet false where it was tried in vain, or chunks are asked for. */
export async function openOutput(
  context: AudioContext,
  sink: AudioNode,
  allowsWorklet: boolean,
  hear: Hear,
  onBroken: () => void,
): Promise<Output> {
  // Missing on insecure pages, whatever the types say.
  if (allowsWorklet && "audioWorklet" in context && (await loads(WorkletOutput.load(context)))) {
    try {
      return new WorkletOutput(context, sink, hear, onBroken);
    } catch {
      return new ChunkOutput(context, sink, hear);
    }
  }
  return new ChunkOutput(context, sink, hear);
}

/** What comes too late changes nothing any more. */
async function loads(work: Promise<void>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), MODULE_MS)));
  const loaded = work.then(
    () => true,
    () => false,
  );
  const isLoaded = await Promise.race([loaded, late]);
  clearTimeout(timer);
  return isLoaded;
}
