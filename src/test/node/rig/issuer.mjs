// An issuer as a gateway sees one: metadata, a key, and access tokens signed with it. Where a browser and the ways of a real
// authorization server matter, the suite identity has Keycloak; this one starts at once and signs whatever it is told to.
// Source: RFC 8414; RFC 7517; RFC 9068.
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { loopback } from './shim.mjs';

const encoded = value => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Starts it; `token(audience, claims)` gives an access token of the program `rig`, which lives for an hour. */
export async function startIssuer() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const front = await loopback((req, res) => {
    const document = documents[req.url];
    res.writeHead(document ? 200 : 404, { 'Content-Type': 'application/json' }).end(JSON.stringify(document ?? {}));
  });
  const url = `http://127.0.0.1:${front.port}`;
  const documents = {
    '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys` },
    '/keys': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'rig', use: 'sig', alg: 'ES256' }] }
  };
  return {
    url,
    token(audience, claims = {}) {
      const iat = Math.floor(Date.now() / 1000);
      const all = { iss: url, sub: 'rig', client_id: 'rig', aud: audience, iat, exp: iat + 3600, jti: randomUUID(), scope: 'mcp:tools', ...claims };
      const text = `${encoded({ typ: 'at+jwt', alg: 'ES256', kid: 'rig' })}.${encoded(all)}`;
      return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    },
    stop: front.close
  };
}
