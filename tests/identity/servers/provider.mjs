// An OpenID Connect provider whose people are given on the command line: any password will do.
import Provider from "oidc-provider";

const { port, clients, accounts, conform, keys } = JSON.parse(process.argv[2]);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients,
  jwks: { keys },
  conformIdTokenClaims: conform,
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
  pkce: { required: () => true },
  cookies: { keys: ["of the test"] },
  features: { devInteractions: { enabled: true } },
});
provider.listen(port, "127.0.0.1");
