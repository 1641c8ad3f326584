// A resource server that does what the specification asks and no more, in front of a server that asks for nothing: the measure of
// what the clients do by themselves. Source: MCP 2026-07-28, Authorization; RFC 9728; RFC 7662.
import { forward, loopback } from '../rig/shim.mjs';
import { introspect } from './oauth.mjs';

const wellKnown = '/.well-known/oauth-protected-resource';

/** Guards `target`; `introspector` gives id and secret once the URL is known. */
export async function guardedResource(target, as, introspector) {
  let credentials;
  const front = await loopback(async (req, res) => {
    const url = `http://127.0.0.1:${front.port}/mcp`;
    if (req.url.startsWith(wellKnown)) {
      const metadata = { resource: url, authorization_servers: [as.issuer], scopes_supported: ['mcp:tools'], bearer_methods_supported: ['header'] };
      res.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(metadata));
      return;
    }
    const token = /^Bearer (\S+)$/.exec(req.headers.authorization ?? '')?.[1];
    const answer = token && (await introspect(as, ...credentials, token));
    if (answer?.active === true && [answer.aud].flat().includes(url)) {
      forward(req, res, new URL(target), { addHeaders: { Host: new URL(target).host } });
      return;
    }
    const challenge = `Bearer resource_metadata="http://127.0.0.1:${front.port}${wellKnown}/mcp", scope="mcp:tools"${token ? ', error="invalid_token"' : ''}`;
    res.writeHead(401, { 'WWW-Authenticate': challenge }).end();
  });
  const url = `http://127.0.0.1:${front.port}/mcp`;
  credentials = await introspector(url);
  return { url, close: front.close };
}
