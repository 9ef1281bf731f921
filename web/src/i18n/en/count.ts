import { countIn } from "../plural";

export const count = countIn("en");
