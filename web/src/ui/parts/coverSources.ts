interface CoverSources {
  src: string;
  srcset: string;
  sizes: string;
}

const SHOWN: Record<"small" | "medium" | "full", string> = {
  small: "48px",
  medium: "(max-width: 40rem) 44vw, 220px",
  full: "(max-width: 40rem) 88vw, 560px",
};

/** Address of a cover. The content hash in it is the capability, so it needs no signature. */
export function coverUrl(coverId: string, size: "full" | "320" | "96"): string {
  return `/media/covers/${coverId}/${size}.webp`;
}

/** Image attributes that let the browser choose among the three stored sizes. */
export function coverSources(coverId: string, shown: "small" | "medium" | "full"): CoverSources {
  const small = coverUrl(coverId, "96");
  const medium = coverUrl(coverId, "320");
  const full = coverUrl(coverId, "full");
  return {
    src: shown === "full" ? full : medium,
    srcset: `${small} 96w, ${medium} 320w, ${full} 1024w`,
    sizes: SHOWN[shown],
  };
}
