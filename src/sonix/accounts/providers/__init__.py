"""Signing in by somebody else's word: Firebase, Supabase, any OpenID Connect provider."""
