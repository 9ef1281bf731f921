import { describe, expect, it } from "vitest";
import { fromDrop, fromList, looksLikeMusic } from "./files.ts";

const file = (name: string, type = ""): File => new File(["x"], name, { type });

/** A dropped folder as browsers hand it over: at most two entries a call here, then an empty list. */
function folder(fullPath: string, children: FileSystemEntry[]): FileSystemEntry {
  const createReader = () => {
    let rest = children;
    return {
      readEntries(done: (entries: FileSystemEntry[]) => void) {
        const batch = rest.slice(0, 2);
        rest = rest.slice(2);
        done(batch);
      },
    };
  };
  return { isFile: false, isDirectory: true, fullPath, createReader } as unknown as FileSystemEntry;
}

function leaf(fullPath: string, type = ""): FileSystemEntry {
  const name = fullPath.split("/").at(-1) ?? "";
  const give = (done: (file: File) => void): void => done(file(name, type));
  return { isFile: true, isDirectory: false, fullPath, file: give } as unknown as FileSystemEntry;
}

function drop(entries: FileSystemEntry[]): DataTransfer {
  return { items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })), files: [] } as unknown as DataTransfer;
}

describe("choosing files", () => {
  it("knows music by its name or by its type", () => {
    expect(looksLikeMusic(file("a.FLAC"))).toBe(true);
    expect(looksLikeMusic(file("voice", "audio/mp4"))).toBe(true);
    expect(looksLikeMusic(file("cover.jpg", "image/jpeg"))).toBe(false);
    expect(looksLikeMusic(file("._song.mp3", "audio/mpeg"))).toBe(false);
  });

  it("counts what is left out, hidden files aside", () => {
    const chosen = fromList([file("b.mp3"), file("notes.txt"), file(".DS_Store"), file("a.mp3")]);
    expect(chosen.files.map((one) => one.name)).toEqual(["a.mp3", "b.mp3"]);
    expect(chosen.leftOut).toBe(1);
  });

  it("walks folders to the end and keeps an album in its order", async () => {
    const album = folder("/Album", [
      leaf("/Album/10 Ten.mp3"),
      leaf("/Album/2 Two.mp3"),
      leaf("/Album/cover.png", "image/png"),
      folder("/Album/Disc 2", [leaf("/Album/Disc 2/1 One.opus")]),
      leaf("/Album/1 One.mp3"),
    ]);
    const chosen = await fromDrop(drop([album, leaf("/single.wav")]));
    expect(chosen.files.map((one) => one.name)).toEqual([
      "1 One.mp3",
      "2 Two.mp3",
      "10 Ten.mp3",
      "1 One.opus",
      "single.wav",
    ]);
    expect(chosen.leftOut).toBe(1);
  });
});
