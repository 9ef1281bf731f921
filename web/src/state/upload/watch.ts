/** Asks how the server gets on with files it has received, until none is left. `onMoved`: one is over, or has to be sent again. */
import { words } from "../../i18n/words.svelte";
import type { Api } from "../../net/api.ts";
import type { UploadItem } from "./item.svelte.ts";
import { isRefusal, type Wait } from "./transfer.ts";

const EVERY_MS = 500;
/** The server works through them in order: asking for the oldest few tells all there is to know. */
const ASKED_AT_ONCE = 4;

export interface WatchPorts {
  readonly api: Pick<Api, "upload">;
  readonly wait: Wait;
}

export async function watch(
  preparing: () => readonly UploadItem[],
  ports: WatchPorts,
  onMoved: (item: UploadItem) => void,
): Promise<void> {
  const never = new AbortController().signal;
  for (let items = preparing(); items.length > 0; items = preparing()) {
    const asked = items.slice(0, ASKED_AT_ONCE);
    await Promise.all(asked.map((item) => ask(item, ports.api)));
    for (const item of asked) if (item.state !== "preparing" && item.state !== "cancelled") onMoved(item);
    if (preparing().length > 0) await ports.wait(EVERY_MS, never);
  }
}

/** An unreachable server is asked again later; one that no longer knows the upload has thrown it away. */
async function ask(item: UploadItem, api: WatchPorts["api"]): Promise<void> {
  if (item.uploadId === null) return;
  try {
    const said = await api.upload(item.uploadId);
    if (item.state === "preparing") item.apply(said);
  } catch (error) {
    if (isRefusal(error) && error.status === 404) {
      item.fail({ code: "gone", message: words.uploads.noLongerThere });
    }
  }
}
