/** Signs in at Supabase and gives the access token that Sonix checks. Loaded only where Supabase is set up. */
import { createClient, isAuthRetryableFetchError } from "@supabase/supabase-js";
import { words } from "../../../i18n/account";
import type { SupabaseSettings } from "../../../net/api";
import type { Credentials } from "./credentials";
import { ProviderError } from "./problems";

export async function signInWithEmail(settings: SupabaseSettings, given: Credentials): Promise<string> {
  // Nothing of it is kept in the browser: the session that counts is Sonix's own.
  const { auth } = createClient(settings.url, settings.anon_key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
  const { email, password } = given;
  const { data, error } = await (given.isNew
    ? auth.signUp({ email, password, options: { emailRedirectTo: `${location.origin}/sign-in` } })
    : auth.signInWithPassword({ email, password }));
  if (error)
    throw new ProviderError(isAuthRetryableFetchError(error) ? "unreachable" : (error.code ?? ""), error.message);
  if (!data.session) throw new ProviderError("confirm", words.account.provider.openThenSignIn);
  return data.session.access_token;
}
