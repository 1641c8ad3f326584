// The operator of the test realm: what a person does once in Keycloak's console for a gateway.
import { granted } from './oauth.mjs';
import { exchange, get, postForm, postJson } from './http.mjs';

async function administer({ base, administrator }) {
  const { username, password } = administrator;
  const answer = await postForm(`${base}/realms/master/protocol/openid-connect/token`, { grant_type: 'password', client_id: 'admin-cli', username, password });
  return { Authorization: `Bearer ${granted(answer).access_token}` };
}

function created({ status, text }) {
  if (status !== 201 && status !== 204) throw new Error(`the administration answered ${status}: ${text.slice(0, 300)}`);
}

/** Makes URLs of a gateway known as resources: each a client of that id, and an audience of the scope mcp:tools. */
export async function registerResources(keycloak, urls) {
  const headers = await administer(keycloak);
  const api = `${keycloak.base}/admin/realms/mcp`;
  const scopes = await get(`${api}/client-scopes`, { headers });
  const { id } = scopes.json.find(({ name }) => name === 'mcp:tools');
  for (const url of urls) {
    const attributes = { resource_url: url, 'standard.token.exchange.enabled': 'true' };
    const client = { clientId: url, publicClient: false, secret: resourceSecret, standardFlowEnabled: false, serviceAccountsEnabled: true, attributes, defaultClientScopes: ['basic'] };
    created(await postJson(`${api}/clients`, client, { headers }));
    const config = { 'included.client.audience': url, 'access.token.claim': 'true', 'introspection.token.claim': 'true' };
    const mapper = { name: `audience ${url}`, protocol: 'openid-connect', protocolMapper: 'oidc-audience-mapper', config };
    created(await postJson(`${api}/client-scopes/${id}/protocol-mappers/models`, mapper, { headers }));
  }
}

/** The secret of every resource that was registered: with it the gateway introspects. */
export const resourceSecret = 'resource-secret';

/** Ends all sessions of a person. */
export async function logOut(keycloak, username) {
  const headers = await administer(keycloak);
  const api = `${keycloak.base}/admin/realms/mcp/users`;
  const { json } = await get(`${api}?username=${username}&exact=true`, { headers });
  created(await exchange('POST', `${api}/${json[0].id}/logout`, { headers }));
}

/** From now on Keycloak tells `url` of every session of a client that ends. Source: OpenID Connect Back-Channel Logout 1.0, 2.2. */
export async function announceLogouts(keycloak, clientId, url) {
  const headers = await administer(keycloak);
  const api = `${keycloak.base}/admin/realms/mcp/clients`;
  const { json } = await get(`${api}?clientId=${encodeURIComponent(clientId)}`, { headers });
  const attributes = { ...json[0].attributes, 'backchannel.logout.url': url, 'backchannel.logout.session.required': 'true' };
  const answer = await exchange('PUT', `${api}/${json[0].id}`, { headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify({ ...json[0], attributes }) });
  created(answer);
}
