// What an OAuth client does, step by step: discovery, PKCE, the login of a person, tokens, proofs of possession.
import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { get, postForm } from './http.mjs';

const hash = text => createHash('sha256').update(text).digest();
const encoded = value => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The metadata of an issuer. Source: RFC 8414; OpenID Connect Discovery 1.0. */
export async function discover(issuer) {
  const { status, json } = await get(`${issuer}/.well-known/openid-configuration`);
  if (status !== 200 || json.issuer !== issuer) throw new Error(`no metadata of ${issuer}: ${status}`);
  return json;
}

/** HTTP Basic for a client; a URL as its id is percent-encoded. Source: RFC 6749, 2.3.1. */
export const basic = (id, secret) => ({ Authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}` });

/** Header and claims of a JWT, unverified. */
export function decode(token) {
  const [header, claims] = token.split('.').slice(0, 2).map(part => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  return { header, claims };
}

/** The answer of a token endpoint, or an error that says what it answered instead. */
export function granted({ status, json, text }) {
  if (status !== 200 || !json?.access_token) throw new Error(`no token: ${status} ${text.slice(0, 300)}`);
  return json;
}

/** A grant for a client with a secret. */
export const clientCredentials = (as, id, secret, fields = {}, options = {}) =>
  postForm(as.token_endpoint, { grant_type: 'client_credentials', ...fields }, { ...options, headers: { ...basic(id, secret), ...options.headers } });

/** A request for authorization with PKCE, S256. Source: RFC 7636. */
export function authorization(as, { client, redirect, scope, resource, state = randomUUID(), challenge, method = 'S256', nonce }) {
  const verifier = randomBytes(32).toString('base64url');
  const url = new URL(as.authorization_endpoint);
  const fields = {
    response_type: 'code',
    client_id: client,
    redirect_uri: redirect,
    scope,
    resource,
    state,
    nonce,
    code_challenge: challenge ?? hash(verifier).toString('base64url'),
    code_challenge_method: method
  };
  for (const [name, value] of Object.entries(fields)) if (value !== undefined && value !== '') url.searchParams.set(name, value);
  return { url: url.href, verifier, state, client, redirect, resource };
}

/** The cookies of one browser, kept per host: enough for one login. */
class Cookies {
  #kept = new Map();
  take(headers) {
    for (const line of headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      value ? this.#kept.set(name, value) : this.#kept.delete(name);
    }
  }
  header() {
    return { Accept: 'text/html', ...(this.#kept.size && { Cookie: [...this.#kept].map(([name, value]) => `${name}=${value}`).join('; ') }) };
  }
}

const unescaped = text => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&#x2F;', '/').replaceAll('&#x3D;', '=');
const attribute = (tag, name) => unescaped(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

/** The form of a login or consent page, filled in: every box is ticked, and what accepts is pressed. */
function filled(page, at, { user, password }) {
  const form = /<form[^>]*>/.exec(page)?.[0];
  if (!form) throw new Error(`a page without a form at ${at}: ${page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 300)}`);
  const fields = [];
  for (const [tag] of page.matchAll(/<(?:input|button)[^>]*>/g)) {
    const name = attribute(tag, 'name');
    const type = attribute(tag, 'type');
    if (name === 'username') fields.push([name, user]);
    else if (name === 'password') fields.push([name, password]);
    else if (type === 'checkbox' && name !== 'rememberMe') fields.push([name, attribute(tag, 'value')]);
    else if (type === 'hidden' || name === 'accept') fields.push([name, attribute(tag, 'value')]);
  }
  const merged = {};
  for (const [name, value] of fields) if (name) merged[name] = [...(merged[name] ?? []), value];
  const action = attribute(form, 'action');
  return { url: new URL(action || at, at).href, fields: merged };
}

/** Walks through login and consent as a person would; gives the URL that the browser is sent back to. */
export async function walk(request, person, cookies = new Cookies()) {
  let url = request.url;
  let answer = await get(url, { headers: cookies.header() });
  for (let step = 0; step < 12; step++) {
    cookies.take(answer.headers);
    if (answer.status >= 300 && answer.status < 400) {
      url = new URL(answer.headers.location, url).href;
      if (url.startsWith(request.redirect)) return new URL(url);
      answer = await get(url, { headers: cookies.header() });
    } else if (answer.status === 200) {
      const form = filled(answer.text, url, person);
      url = form.url;
      answer = await postForm(url, form.fields, { headers: cookies.header() });
    } else {
      throw new Error(`${answer.status} at ${url}: ${answer.text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 300)}`);
    }
  }
  throw new Error(`no end of pages at ${url}`);
}

/** What a redirect back says, checked as a client must. Source: RFC 9207; RFC 6749, 10.12. */
export function codeOf(as, { state }, back) {
  const fields = Object.fromEntries(back.searchParams);
  if (fields.error) throw new Error(`${fields.error}: ${fields.error_description ?? ''}`);
  if (fields.state !== state) throw new Error('another state came back');
  if (as.authorization_response_iss_parameter_supported && fields.iss !== as.issuer) throw new Error(`another issuer came back: ${fields.iss}`);
  return fields.code;
}

/** Redeems a code; `fields` replace what is sent. */
export const redeem = (as, request, code, { fields = {}, ...options } = {}) =>
  postForm(
    as.token_endpoint,
    { grant_type: 'authorization_code', code, redirect_uri: request.redirect, client_id: request.client, code_verifier: request.verifier, resource: request.resource, ...fields },
    options
  );

/** The whole of it: authorization, login, code, tokens. */
export async function logIn(as, person, wanted, options) {
  const request = authorization(as, wanted);
  const code = codeOf(as, request, await walk(request, person));
  return granted(await redeem(as, request, code, options));
}

export const refresh = (as, client, token, fields = {}) => postForm(as.token_endpoint, { grant_type: 'refresh_token', refresh_token: token, client_id: client, ...fields });

export const introspect = async (as, id, secret, token) => (await postForm(as.introspection_endpoint, { token }, { headers: basic(id, secret) })).json;

/** A key for proofs of possession, and the proofs. Source: RFC 9449, 4. */
export function prover() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
  return {
    /** Source: RFC 7638. */
    thumbprint: hash(JSON.stringify({ crv, kty, x, y })).toString('base64url'),
    proof(method, url, { token, nonce, header = {}, ...claims } = {}) {
      const all = { jti: randomUUID(), htm: method, htu: url, iat: Math.floor(Date.now() / 1000), nonce, ath: token && hash(token).toString('base64url'), ...claims };
      const text = `${encoded({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y }, ...header })}.${encoded(all)}`;
      return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    }
  };
}
