import { words } from "../../i18n/admin";
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
      title: words.admin.promoteAsk(name),
      text: words.admin.promoteText,
      label: words.admin.makeAdmin,
      run: () => setAdmin(true),
      done: words.admin.promoted(name),
    },
    demote: {
      title: words.admin.demoteAsk(name),
      text: words.admin.demoteText,
      label: words.admin.takeIt,
      run: () => setAdmin(false),
      done: words.admin.demoted(name),
    },
    "sign-out": {
      title: words.admin.signOutAsk(name),
      text: user.kind === "guest" ? words.admin.signOutGuest : words.admin.signOutAccount,
      label: words.admin.signOutEverywhere,
      run: async () => {
        await admin.signOutUser(id);
        then.changed({ ...user, sessions: 0 });
      },
      done: words.admin.signedOut(name),
    },
    delete: {
      title: words.admin.deleteUserAsk(name),
      text: words.admin.deleteUserText,
      label: words.admin.deleteForGood,
      run: async () => {
        await admin.deleteUser(id);
        then.gone(user);
      },
      done: words.admin.userDeleted(name),
    },
  };
}
