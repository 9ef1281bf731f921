/** Turns what was dropped or picked into files worth sending: walks folders, leaves out what is plainly not music. */

/** What is chosen, sorted by where it stood, and how many files were left out because they are not music. */
export interface Chosen {
  readonly files: File[];
  readonly leftOut: number;
}

const MUSIC = /\.(mp3|m4a|m4b|aac|alac|flac|ogg|oga|opus|wav|wave|aif|aiff|aifc|mp4|mka|webm|caf|wma)$/i;
const HIDDEN = /^(\.|thumbs\.db$|desktop\.ini$)/i;

/** For the picker. Names and types both: iOS goes by types, some desktops know no type for FLAC or Opus. */
export const ACCEPT = "audio/*,.mp3,.m4a,.aac,.alac,.flac,.ogg,.oga,.opus,.wav,.aif,.aiff";

export function looksLikeMusic(file: Pick<File, "name" | "type">): boolean {
  if (HIDDEN.test(file.name)) return false;
  return MUSIC.test(file.name) || file.type.startsWith("audio/");
}

interface Found {
  readonly path: string;
  readonly file: File;
}

/** "2 Song" before "10 Song", folder by folder: an album arrives in its order. */
const byPath = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

function chosen(found: readonly Found[]): Chosen {
  const music = found.filter(({ file }) => looksLikeMusic(file));
  const visible = found.filter(({ file }) => !HIDDEN.test(file.name));
  const sorted = [...music].sort((a, b) => byPath.compare(a.path, b.path));
  return { files: sorted.map(({ file }) => file), leftOut: visible.length - music.length };
}

export function fromList(list: Iterable<File>): Chosen {
  const path = (file: File): string => file.webkitRelativePath || file.name;
  return chosen(Array.from(list, (file) => ({ path: path(file), file })));
}

/** `webkitGetAsEntry` has to be called before the drop handler first awaits: afterwards the list is empty. */
export async function fromDrop(data: DataTransfer): Promise<Chosen> {
  const entries = Array.from(data.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return fromList(data.files);
  const found = await Promise.all(entries.map(async (entry) => walk(entry)));
  return chosen(found.flat());
}

async function walk(entry: FileSystemEntry): Promise<Found[]> {
  if (isFile(entry)) {
    const file = await new Promise<File | null>((resolve) => {
      entry.file(resolve, () => {
        resolve(null);
      });
    });
    return file === null ? [] : [{ path: entry.fullPath, file }];
  }
  if (!isDirectory(entry)) return [];
  const found: Found[] = [];
  const reader = entry.createReader();
  // A reader answers at most 100 entries a call and an empty list at the end.
  for (let batch = await readBatch(reader); batch.length > 0; batch = await readBatch(reader)) {
    for (const child of batch) found.push(...(await walk(child)));
  }
  return found;
}

async function readBatch(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve) => {
    reader.readEntries(resolve, () => {
      resolve([]);
    });
  });
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
