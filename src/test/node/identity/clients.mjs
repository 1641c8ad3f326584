// Real MCP clients that log in by themselves: from the challenge to the metadata, the issuer, the browser, and a call.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { environment, eventually, promised, start, within } from '../rig/children.mjs';
import { temporaryFolder } from '../rig/folders.mjs';
import { loopback } from '../rig/shim.mjs';
import { legacyV1, modernRevision } from '../peers/clients.mjs';
import { assert } from '../peers/transcript.mjs';

const limitMs = 90_000;

/** Listens where a browser is sent back to; `arrived` is the URL with the code. */
async function callback() {
  const { promise, resolve } = promised();
  const front = await loopback((req, res) => {
    res.writeHead(200, { 'Content-Type': 'text/plain' }).end('done');
    const url = new URL(req.url, redirect);
    if (url.pathname === '/callback') resolve(url);
  });
  const redirect = `http://127.0.0.1:${front.port}/callback`;
  return { redirect, arrived: promise, close: front.close };
}

/** A person at a browser: told a URL, logs in and agrees. */
const attend = (browser, person, url, redirect) => browser.logIn(url, person, `${redirect}**`);

/** What the SDK wants of an application; keeps everything in memory. */
function provider(redirect, { client, document, scope }, visit) {
  const kept = { client: client && { client_id: client } };
  return {
    redirectUrl: redirect,
    ...(document && { clientMetadataUrl: document }),
    clientMetadata: { client_name: 'Sallyport rig', redirect_uris: [redirect], grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], token_endpoint_auth_method: 'none', scope },
    clientInformation: () => kept.client,
    saveClientInformation: information => void (kept.client = information),
    tokens: () => kept.tokens,
    saveTokens: tokens => void (kept.tokens = tokens),
    redirectToAuthorization: url => void (kept.visited = visit(url.href)),
    saveCodeVerifier: verifier => void (kept.verifier = verifier),
    codeVerifier: () => kept.verifier,
    saveDiscoveryState: state => void (kept.discovery = state),
    discoveryState: () => kept.discovery,
    kept
  };
}

/** The TypeScript SDK logs in and gives an open session; `wanted`: client (known to the issuer), document (CIMD), or neither (DCR). */
export async function logInWithSdk(url, { browser, person, mode = { pin: modernRevision }, fetch, ...wanted }) {
  const back = await callback();
  try {
    const auth = provider(back.redirect, wanted, href => attend(browser, person, href, back.redirect));
    const connect = async () => {
      const client = new Client({ name: 'sallyport-rig', version: '1.0.0' }, { capabilities: {}, versionNegotiation: { mode } });
      const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: auth, fetch });
      return { client, transport, opened: await client.connect(transport).then(() => true, error => error) };
    };
    const first = await connect();
    assert(first.opened !== true, 'a stranger was let in');
    assert(auth.kept.visited, `the client was not sent to log in: ${first.opened.message}`);
    await within(limitMs, auth.kept.visited, 'the login');
    await first.transport.finishAuth((await within(limitMs, back.arrived, 'the code')).searchParams);
    const second = await connect();
    if (second.opened !== true) throw second.opened;
    return { client: second.client, tokens: auth.kept.tokens, clientId: auth.kept.client?.client_id, close: () => second.client.close() };
  } finally {
    await back.close();
  }
}

/** A command in the place of the desktop's browser: it only writes down the URL. Gives its environment and the URL to come. */
function opener() {
  const folder = temporaryFolder();
  const [command, file] = [join(folder, 'browser'), join(folder, 'url')];
  writeFileSync(command, `#!/bin/sh\nprintf '%s\\n' "$1" >'${file}.new' && mv '${file}.new' '${file}'\n`);
  chmodSync(command, 0o755);
  const env = { ...environment, BROWSER: command, MCP_AUTO_OPEN_ENABLED: 'true', MCP_INSPECTOR_SECRET_STORE: 'memory', HOME: folder, MCP_REMOTE_CONFIG_DIR: folder };
  return { env, url: () => (existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined) };
}

/** Attends to the browser while a command runs. */
async function attended(child, desk, { browser, person }) {
  let ended;
  child.ended.then(result => (ended = result));
  const url = await eventually(async () => {
    if (ended) throw new Error(`it ended with ${ended.code} before it asked to log in:\n${child.log.stderr.slice(-1500)}${child.log.stdout.slice(-500)}`);
    return desk.url();
  }, limitMs, 'a URL to log in at');
  await attend(browser, person, url, new URL(url).searchParams.get('redirect_uri'));
}

/** The Inspector's command line logs in and makes one request; gives its JSON. */
export async function inspect(url, { browser, person, client, port }, ...request) {
  const desk = opener();
  const args = ['--cli', url, '--transport', 'http', '--format', 'json', '--client-id', client, '--callback-url', `http://127.0.0.1:${port}/callback`, ...request];
  const child = start('mcp-inspector', args, { env: desk.env });
  try {
    await attended(child, desk, { browser, person });
    const { code } = await within(limitMs, child.ended, 'the Inspector');
    assert(code === 0, `the Inspector ended with ${code}: ${child.log.stderr.slice(-800)}${child.log.stdout.slice(-500)}`);
    return JSON.parse(child.log.stdout).result;
  } finally {
    await child.stop();
  }
}

/** mcp-remote logs in, then serves an SDK client over stdio; gives the open session. */
export async function throughRemote(url, { browser, person, client }) {
  const desk = opener();
  const command = ['mcp-remote', url, '--host', '127.0.0.1', '--callback-path', '/callback'];
  if (url.startsWith('http:')) command.push('--allow-http');
  if (client) command.push('--static-oauth-client-info', JSON.stringify({ client_id: client }));
  const opening = legacyV1({ command, env: desk.env });
  opening.catch(() => {});
  const href = await eventually(async () => desk.url(), limitMs, 'a URL to log in at');
  await attend(browser, person, href, new URL(href).searchParams.get('redirect_uri'));
  return within(limitMs, opening, 'mcp-remote');
}
