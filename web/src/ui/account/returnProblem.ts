const SENTENCES: Readonly<Record<string, string>> = {
  banned: "This account is banned here. Ask whoever runs this Sonix.",
  registration_closed: "This Sonix takes no new accounts this way. Ask whoever runs it for an invitation.",
  invitation_needed: "Accounts are by invitation here. Whoever runs this Sonix can send you a link.",
  identity_taken: "That sign-in belongs to another account here already. Sign in with it, or unlink it there first.",
  email_taken:
    "There is an account with that address already. Sign in to it as you used to, then link this one under Account.",
  sign_in_again: "You signed in a while ago. Sign out and in again, then link it within 15 minutes.",
  cancelled: "It was stopped at the other service. Nothing has changed.",
  expired: "It took too long. Try again.",
  no_session: "Your browser kept no sign-in. Allow cookies for this page, and try again.",
};

/** Why a sign-in at another service led nowhere, and what to do. Only known codes are shown: anybody can write a link. */
export function returnProblem(code: string): string {
  return SENTENCES[code] ?? "The other service and Sonix did not understand each other. Try again in a moment.";
}
