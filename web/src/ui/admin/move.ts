/** What an administrator can do with somebody. */
export type Move = "ban" | "unban" | "quota" | "reset" | "promote" | "demote" | "sign-out" | "delete";
