import type { Engine, EngineDeps } from "./engine";

export const ChunkEngine = {
  start(_deps: EngineDeps, _context: AudioContext): Promise<Engine> {
    return Promise.reject(new Error("not here yet"));
  },
};
