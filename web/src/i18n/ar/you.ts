import { iso } from "./isolate";

/** What the page calls whoever reads it. */
export const YOU = "أنت";

/** Who did something: the verb is another one for whoever reads it. */
export const did = (name: string, they: string, you: string): string => (name === YOU ? you : `${they} ${iso(name)}`);

export const addedBy = (name: string): string => did(name, "أضافه", "أضفته أنت");
