import type { AdminApi, AdminUser } from "../../net/admin_api";
import type { Question } from "../parts/asking.svelte";

interface Then {
  changed: (user: AdminUser) => void;
  gone: (user: AdminUser) => void;
}

/** What is asked before something happens to somebody that they will notice. */
export function userQuestions(
  admin: AdminApi,
  user: AdminUser,
  then: Then,
): Record<"promote" | "demote" | "sign-out" | "delete", Question> {
  const { user_id: id, name } = user;
  const setAdmin = async (is_admin: boolean): Promise<void> => then.changed(await admin.changeUser(id, { is_admin }));
  return {
    promote: {
      title: `Make ${name} an administrator?`,
      text: "They can then do everything here that you can: ban people, delete rooms and music, make administrators.",
      label: "Make administrator",
      run: () => setAdmin(true),
      done: `${name} is an administrator now`,
    },
    demote: {
      title: `Take administration from ${name}?`,
      text: "They keep their account, rooms and music.",
      label: "Take it",
      run: () => setAdmin(false),
      done: `${name} is no administrator any more`,
    },
    "sign-out": {
      title: `Sign out ${name} everywhere?`,
      text:
        user.kind === "guest"
          ? "Their music stops at once. A guest cannot sign in again: what is theirs stays without them."
          : "Their music stops at once, and they have to sign in again on every device.",
      label: "Sign out everywhere",
      run: async () => {
        await admin.signOutUser(id);
        then.changed({ ...user, sessions: 0 });
      },
      done: `${name} is signed out everywhere`,
    },
    delete: {
      title: `Delete ${name}?`,
      text: "Their rooms go to others who are in them, or are deleted; music that only they can use is deleted. This can’t be undone.",
      label: "Delete for good",
      run: async () => {
        await admin.deleteUser(id);
        then.gone(user);
      },
      done: `${name} is deleted`,
    },
  };
}
