import type { AdminPage } from "../../net/admin_api";
import { PagedList } from "../../state/library/paged.svelte";

type Ask<Item> = (query: { cursor?: string }, signal: AbortSignal) => Promise<AdminPage<Item>>;

/** A list of the administration, page by page. */
export function adminList<Item>(ask: Ask<Item>): PagedList<Item> {
  return new PagedList(async (cursor, signal) => {
    const page = await ask(cursor === null ? {} : { cursor }, signal);
    return { items: page.items, next: page.next_cursor, total: null };
  });
}
