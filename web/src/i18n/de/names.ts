import type { Translation } from "../words.svelte";

/** Lauter männliche Wörter, damit jede Endung passt. */
export const names: Translation["names"] = {
  moods: `Bunter Flinker Forscher Fröhlicher Goldener Heiterer Heller Kecker Kluger Kühner Lustiger Milder Munterer
    Mutiger Pfiffiger Ruhiger Sanfter Silberner Sonniger Stiller Treuer Verträumter Wacher Wilder Zarter`,
  animals: `Biber Bussard Dachs Delfin Eisvogel Falke Fink Flamingo Frosch Fuchs Hase Igel Kranich Lachs Luchs Marder
    Molch Otter Panda Papagei Pinguin Rabe Reiher Schwan Spatz Star Storch Uhu Wal Zeisig`,
  places: `Balkon Bootssteg Dachboden Garten Gewölbekeller Hafen Hain Hof Innenhof Keller Leuchtturm Obstgarten Pavillon
    Saal Salon Strand Turm Wintergarten`,
  guest: (mood, animal) => `${mood} ${animal}`,
  room: (mood, place) => `${mood} ${place}`,
};
