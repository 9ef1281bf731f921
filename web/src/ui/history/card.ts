/** A picture of what was heard, drawn here: it goes to nobody unless it is shared. */
import { fitted, shares, type Bar } from "./chart";

const WIDTH = 1080;
const MARGIN = 72;
const ROW = 88;
const MOST_BARS = 8;

export interface CardWords {
  readonly room: string;
  readonly when: string;
  readonly sum: string;
  readonly heading: string;
  readonly bars: readonly Bar[];
  readonly dir: "ltr" | "rtl";
}

interface Colours {
  readonly back: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly track: string;
}

/** The page's own colours of the moment. */
function coloursOf(root: HTMLElement): Colours {
  const style = getComputedStyle(root);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return { back: of("--bg"), text: of("--text"), muted: of("--muted"), accent: of("--accent"), track: of("--line") };
}

/** As a PNG. Rejects where the browser cannot draw. */
export async function cardOf(words: CardWords, root: HTMLElement = document.documentElement): Promise<Blob> {
  const bars = words.bars.slice(0, MOST_BARS);
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = 380 + bars.length * ROW + MARGIN;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("no canvas");
  await document.fonts.ready;
  draw(pen, canvas.height, { ...words, bars }, coloursOf(root), getComputedStyle(root).fontFamily);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"),
  );
}

function draw(pen: CanvasRenderingContext2D, height: number, words: CardWords, colours: Colours, font: string): void {
  const rtl = words.dir === "rtl";
  const start = rtl ? WIDTH - MARGIN : MARGIN;
  const end = rtl ? MARGIN : WIDTH - MARGIN;
  const inner = WIDTH - 2 * MARGIN;
  pen.direction = words.dir;
  const write = (text: string, y: number, size: number, weight: number, colour: string, width = inner): void => {
    pen.font = `${weight} ${size}px ${font}`;
    pen.fillStyle = colour;
    pen.textAlign = "start";
    pen.fillText(
      fitted(text, (part) => pen.measureText(part).width <= width),
      start,
      y,
    );
  };
  pen.fillStyle = colours.back;
  pen.fillRect(0, 0, WIDTH, height);
  write(words.room, 130, 64, 750, colours.text);
  write(words.when, 190, 34, 450, colours.muted);
  write(words.sum, 240, 34, 450, colours.muted);
  write(words.heading, 330, 40, 650, colours.accent);
  shares(words.bars).forEach((share, index) => {
    const bar = words.bars[index];
    if (bar === undefined) return;
    const y = 390 + index * ROW;
    write(bar.name, y, 34, 550, colours.text, inner - 260);
    pen.textAlign = "end";
    pen.fillStyle = colours.muted;
    pen.fillText(bar.text, end, y);
    pen.fillStyle = colours.track;
    pen.fillRect(MARGIN, y + 16, inner, 12);
    pen.fillStyle = colours.accent;
    const width = share * inner;
    pen.fillRect(rtl ? WIDTH - MARGIN - width : MARGIN, y + 16, width, 12);
  });
}

/** To whomever the phone knows; where there is no such thing, into a file. */
export async function give(picture: Blob, name: string): Promise<"shared" | "saved"> {
  const file = new File([picture], name, { type: "image/png" });
  if (typeof navigator.canShare === "function" && navigator.canShare({ files: [file] })) {
    // A rejection means that the person closed the share sheet.
    await navigator.share({ files: [file] }).catch(() => undefined);
    return "shared";
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(picture);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return "saved";
}
