// The demo identity provider: what it grants and refuses, how it starts and ends, and the way that its page shows.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort } from '../peers/world.mjs';
import { assert, same } from '../peers/transcript.mjs';
import { jsonLine, root, run, start } from '../rig/children.mjs';
import { startFixture } from '../rig/fixture.mjs';
import { sallyport } from '../rig/sallyport.mjs';
import { inspect } from './clients.mjs';
import { get, postForm } from './http.mjs';
import { authorization, clientCredentials, decode, discover, granted, introspect, logIn, redeem, walk } from './oauth.mjs';
import { guardedResource } from './resource.mjs';

const client = 'demo-cli';
const startLimitMs = 300_000;
const resource = 'https://127.0.0.1:7337/mcp';
const wanted = { client, redirect: 'http://127.0.0.1:9911/callback', scope: 'mcp:tools', resource };

/** Starts `sallyport demo-idp`; the first time it is built. */
export async function startDemo(port) {
  const child = start(sallyport, ['demo-idp', '--port', String(port ?? (await freePort())), '--json']);
  const { issuer, users, clients } = await jsonLine(child, startLimitMs);
  const people = Object.fromEntries(Object.entries(users).map(([user, password]) => [user, { user, password }]));
  return { issuer, people, clients, child, stop: child.stop };
}

async function grants(world) {
  const { issuer, people, clients } = await world.demo();
  const as = await discover(issuer);
  const { access_token, refresh_token } = await logIn(as, people.alice, wanted);
  const { header, claims } = decode(access_token);
  same([header.typ, claims.iss, claims.aud, claims.client_id, claims.scope], ['at+jwt', issuer, resource, client, 'mcp:tools'], 'the token of a person');
  same(refresh_token, undefined, 'a refresh token for a public client');
  const { active, sub } = await introspect(as, 'demo-gateway', clients['demo-gateway'], access_token);
  same([active, sub], [true, 'alice'], 'introspection');
  const service = granted(await clientCredentials(as, 'demo-service', clients['demo-service'], { scope: 'mcp:tools', resource }));
  same([decode(service.access_token).claims.aud, decode(service.access_token).claims.sub], [resource, 'demo-service'], 'the token of a program');
}

async function refuses(world) {
  const { issuer, people, clients } = await world.demo();
  const as = await discover(issuer);
  const service = fields => clientCredentials(as, 'demo-service', clients['demo-service'], fields);
  for (const bad of [undefined, 'http://elsewhere.example/mcp', `${resource}?a=1`, `${resource}#a`, 'urn:x', [resource, `${resource}/2`]]) {
    const { status, json } = await service({ resource: bad });
    same([status, json?.error], [400, 'invalid_target'], `resource ${bad}`);
  }
  same((await clientCredentials(as, 'demo-service', 'wrong', { resource })).status, 401, 'a wrong secret');
  same((await postForm(as.introspection_endpoint, { token: 'x' })).status, 401, 'introspection by nobody');
  for (const bad of [{ redirect: 'http://127.0.0.1:9911/elsewhere' }, { redirect: 'https://elsewhere.example/callback' }, { client: 'other' }]) {
    const answer = await get(authorization(as, { ...wanted, ...bad }).url);
    assert(answer.status >= 400 && !answer.headers.location, `${JSON.stringify(bad)}: ${answer.status} to ${answer.headers.location}`);
  }
  for (const bad of [{ challenge: '', method: '' }, { method: 'plain' }]) {
    const request = authorization(as, { ...wanted, ...bad });
    const back = await walk(request, people.bob);
    assert(back.searchParams.get('error') === 'invalid_request', `${JSON.stringify(bad)}: ${back.search}`);
  }
  const request = authorization(as, wanted);
  const code = (await walk(request, people.bob)).searchParams.get('code');
  same((await redeem(as, request, code, { fields: { code_verifier: 'x'.repeat(43) } })).json?.error, 'invalid_grant', 'a wrong verifier');
  const wrong = await walk(request, { user: 'alice', password: people.bob.password }).then(back => back.href, error => error.message);
  assert(wrong.startsWith('no end of pages'), `another's password: ${wrong}`);
  same((await get(`${issuer}/.well-known/oauth-authorization-server`, { headers: { Host: 'elsewhere.example' } })).status, 403, 'another host');
}

const java = existsSync(join(process.env.JAVA_HOME ?? '', 'bin/java')) ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
const jar = resolve(root, '../../../demo-idp/target/demo-idp.jar');

async function startsWhenAsked(world) {
  const { issuer } = await world.demo();
  const { port } = new URL(issuer);
  const unasked = await run(java, ['-jar', jar, '--port', port]);
  same([unasked.code, unasked.stdout], [2, ''], 'without --demo');
  const taken = await run(sallyport, ['demo-idp', '--port', port, '--json']);
  same([taken.code, JSON.parse(taken.stderr.trim().split('\n').at(-1)).error], [3, 'demo-idp'], 'on a port that is taken');
  same((await run(sallyport, ['demo-idp', '--port', '0'])).code, 2, 'on port 0');
}

const answers = issuer => get(`${issuer}/.well-known/oauth-authorization-server`).then(({ status }) => status, () => 'nobody');

async function ends() {
  const told = await startDemo();
  process.kill(told.child.pid, 'SIGTERM');
  same((await told.child.ended).code, 0, 'the exit code after SIGTERM');
  same(await answers(told.issuer), 'nobody', 'after SIGTERM');
  const killed = await startDemo();
  process.kill(killed.child.pid, 'SIGKILL');
  const until = Date.now() + 10_000;
  while ((await answers(killed.issuer)) !== 'nobody') assert(Date.now() < until, 'it outlives who started it');
  await killed.stop();
}

async function inspectorDirectly(world) {
  const { issuer, people, clients } = await world.demo();
  const fixture = await startFixture();
  const guarded = await guardedResource(fixture.url, await discover(issuer), async () => ['demo-gateway', clients['demo-gateway']]);
  try {
    const who = { browser: await world.browser(), person: people.alice, client, port: await freePort() };
    const { content } = await inspect(guarded.url, who, '--method', 'tools/call', '--tool-name', 'test_simple_text');
    assert(content?.[0]?.text, `no text: ${JSON.stringify(content)}`);
  } finally {
    await guarded.close();
    await fixture.stop();
  }
}

export const demoCases = Object.entries({ grants, refuses, 'starts-when-asked': startsWhenAsked, ends, 'inspector-directly': inspectorDirectly }).map(([name, run]) => ({
  name: `demo/${name}`,
  run
}));
