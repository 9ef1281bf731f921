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
  if (allowsWorklet && "audioWorklet" in context) {
    const worklet = await inTime(WorkletOutput.make(context, sink, hear, onBroken)).catch(() => null);
    if (worklet !== null) return worklet;
  }
  return new ChunkOutput(context, sink, hear);
}

function inTime<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error("too late")), MODULE_MS));
  return Promise.race([work, late]);
}
