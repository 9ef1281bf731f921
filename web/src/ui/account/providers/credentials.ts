/** What somebody types to sign in at a service elsewhere. */
export interface Credentials {
  email: string;
  password: string;
  /** They have no account there yet: one is made. */
  isNew: boolean;
}
