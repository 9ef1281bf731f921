import Download from "@lucide/svelte/icons/download";
import FileUp from "@lucide/svelte/icons/file-up";
import Image from "@lucide/svelte/icons/image";
import LayoutGrid from "@lucide/svelte/icons/layout-grid";
import LogOut from "@lucide/svelte/icons/log-out";
import Pencil from "@lucide/svelte/icons/pencil";
import Trash from "@lucide/svelte/icons/trash-2";
import { words } from "../../i18n/playlists";
import { FILE_FORMATS, type FileFormat, type Playlist } from "../../net/playlist_types";
import type { PlaylistsApi } from "../../net/playlists_api";
import type { OpenPlaylist } from "../../state/playlists/open_playlist.svelte";
import type { App } from "../app";
import type { Asking } from "../parts/asking.svelte";
import type { MenuItem } from "../parts/menuItem";
import type { PlaylistActions } from "./playlistActions.svelte";
import { savePlaylist } from "./savePlaylist";

interface Head {
  readonly app: App;
  readonly list: OpenPlaylist;
  readonly playlist: Playlist;
  readonly playlists: PlaylistsApi;
  readonly actions: PlaylistActions;
  readonly asking: Asking;
  readonly open: (dialog: "import" | "rename") => void;
  readonly choosePicture: () => void;
}

/** M3U8 is M3U in UTF-8, and so is what is written as M3U here. */
const OFFERED = FILE_FORMATS.filter((format) => format !== "m3u");

/** What can be done with the list as a whole, by what one may. */
export function headItems(head: Head): MenuItem[] {
  const owner = head.playlist.role === "owner";
  return [
    ...(head.list.canEdit ? edits(head) : []),
    ...OFFERED.map((format) => exporting(head, format)),
    end(head, owner),
  ];
}

function edits({ list, playlist, playlists, actions, open, choosePicture }: Head): MenuItem[] {
  const said = words.playlists;
  const drop = (): void => actions.tell(async () => list.put(await playlists.dropCover(playlist.playlist_id)));
  return [
    { label: said.rename, icon: Pencil, run: () => open("rename"), testid: "rename-playlist" },
    { label: said.setCover, icon: Image, run: choosePicture },
    ...(playlist.cover_id === null ? [] : [{ label: said.dropCover, icon: LayoutGrid, run: drop }]),
    { label: said.importInto, icon: FileUp, run: () => open("import"), testid: "import-into" },
  ];
}

function exporting({ app, playlist, playlists, actions }: Head, format: FileFormat): MenuItem {
  const address = playlists.exportAddress(playlist.playlist_id, format);
  return {
    label: words.playlists.exportAs(format.toUpperCase()),
    icon: Download,
    run: () => actions.tell(() => savePlaylist(app.session, address, `${playlist.name}.${format}`)),
    testid: `export-${format}`,
  };
}

function end({ app, playlist, playlists, asking }: Head, owner: boolean): MenuItem {
  const said = words.playlists;
  const { router, session, toasts } = app;
  const id = playlist.playlist_id;
  const leave = async (): Promise<void> => {
    await playlists.take(id, session.user?.user_id ?? "");
    router.go("/library#playlists");
  };
  const question = { title: said.leaveQuestion(playlist.name), text: said.leaveText, label: said.leave };
  if (!owner) {
    const run = (): void => void (asking.question = { ...question, run: leave, done: said.left });
    return { label: said.leave, icon: LogOut, danger: true, run, testid: "leave-playlist" };
  }
  const remove = async (): Promise<void> => {
    await playlists.remove(id);
    router.go("/library#playlists");
    const back = async (): Promise<void> => {
      await playlists.restore(id);
      router.go(`/playlists/${id}`);
    };
    toasts.undo(said.deleted(playlist.name), () => void back().catch((error: unknown) => toasts.problem(error)));
  };
  const run = (): void => void remove().catch((error: unknown) => toasts.problem(error));
  return { label: said.delete, icon: Trash, danger: true, run, testid: "delete-playlist" };
}
