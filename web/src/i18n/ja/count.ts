import { countIn } from "../plural";

export const count = countIn("ja");
