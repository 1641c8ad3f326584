// A real Keycloak: had by Maven, built once for this checkout, started with the realms beside this file on free ports of 127.0.0.1.
// It begins before the rig is installed, so it gets by with the Node of the machine and without packages.
//   node identity/keycloak.mjs --ready-file FILE    runs until it is stopped, or the process that started it is gone
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { eventually, main, root, run, start } from '../rig/children.mjs';
import { temporaryFolder } from '../rig/folders.mjs';
import { get } from './http.mjs';

export const version = '26.7.3';
const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:zip`;
const unpack = 'org.apache.maven.plugins:maven-dependency-plugin:3.9.0:unpack';
const buildOptions = ['--db=dev-file', '--health-enabled=true', '--https-client-auth=request', '--features=cimd,resource-indicators,identity-assertion-jwt'];
const project = resolve(root, '../../..');
const folder = join(project, 'target/keycloak');
const readyWithinMs = 300_000;
/** The password of every key store that is made here; they are gone with the run. */
const storePassword = 'changeit';
const administrator = { username: 'admin', password: 'admin' };

/** A command line that runs with a JDK of config/jdk.sh. */
function withJdk(...command) {
  const script = `. '${project}/config/jdk.sh'; find_jdk || { how_to_get_jdk >&2; exit 3; }; PATH=$JAVA_HOME/bin:$PATH exec "$@"`;
  return ['bash', ['-c', script, 'bash', ...command]];
}

/** Small: one CPU's compiler and collector, little heap. */
const env = { ...process.env, JAVA_OPTS: '-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms64m -Xmx320m -XX:MaxMetaspaceSize=256m -Djava.net.preferIPv4Stack=true' };

async function must(what, [command, args], limitMs) {
  const { code, stdout, stderr } = await run(command, args, { env, limitMs });
  if (code !== 0) throw new Error(`${what} (exit code ${code})\n${`${stdout}${stderr}`.slice(-2000)}`);
}

/** The folder of a built Keycloak: made once, in one step, so that two runs at once do not meet. */
async function provide() {
  const built = join(folder, version);
  if (existsSync(built)) return built;
  mkdirSync(folder, { recursive: true });
  const fresh = mkdtempSync(join(folder, 'new-'));
  try {
    const hint = `Keycloak could not be had; where Maven has no access to a repository, put it into the local one by hand:
  mvn dependency:get -Dartifact=${artifact} -Dtransitive=false`;
    await must(hint, withJdk('mvn', '-B', '-ntp', '-q', unpack, `-Dartifact=${artifact}`, `-DoutputDirectory=${fresh}`, `-DmarkersDirectory=${join(fresh, 'markers')}`), 600_000);
    const unpacked = join(fresh, `keycloak-${version}`);
    await must('Keycloak could not be built', withJdk(join(unpacked, 'bin/kc.sh'), 'build', ...buildOptions), 300_000);
    if (!existsSync(built)) renameSync(unpacked, built);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return built;
}

/** A home of its own for one run: programs by link, data apart. */
function makeHome(built) {
  const home = temporaryFolder();
  for (const name of ['lib', 'providers', 'themes']) symlinkSync(join(built, name), join(home, name));
  for (const name of ['bin', 'conf']) cpSync(join(built, name), join(home, name), { recursive: true });
  return home;
}

/** A CA, a certificate for 127.0.0.1 and one for the client CN=client: key stores in the home, and what Node takes. */
async function makeCertificates(home) {
  const file = name => join(home, `${name}.p12`);
  const keytool = (...args) => must('keytool failed', withJdk('keytool', ...args), 60_000);
  const store = name => ['-keystore', file(name), '-storetype', 'PKCS12', '-storepass', storePassword];
  const pair = (alias, ...args) => keytool('-genkeypair', ...store('all'), '-alias', alias, '-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '2', ...args);
  const split = (alias, name) =>
    keytool('-importkeystore', '-srckeystore', file('all'), '-srcstorepass', storePassword, '-srcalias', alias, '-destkeystore', file(name), '-deststoretype', 'PKCS12', '-deststorepass', storePassword);
  const ca = join(home, 'ca.pem');
  await pair('ca', '-dname', 'CN=Sallyport test CA', '-ext', 'bc:c', '-ext', 'ku:c=keyCertSign');
  await pair('server', '-dname', 'CN=127.0.0.1', '-signer', 'ca', '-ext', 'san=ip:127.0.0.1,dns:localhost', '-ext', 'eku=serverAuth');
  await pair('client', '-dname', 'CN=client', '-signer', 'ca', '-ext', 'eku=clientAuth');
  await pair('other', '-dname', 'CN=other', '-signer', 'ca', '-ext', 'eku=clientAuth');
  for (const name of ['server', 'client', 'other']) await split(name, name);
  for (const name of ['ca', 'client']) await keytool('-exportcert', '-rfc', ...store('all'), '-alias', name, '-file', join(home, `${name}.pem`));
  await keytool('-importcert', '-noprompt', ...store('trust'), '-alias', 'ca', '-file', ca);
  return { ca, clientCertificate: join(home, 'client.pem'), serverStore: file('server'), clientStore: file('client'), otherStore: file('other'), storePassword };
}

/** Ports that were free a moment ago. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map(server => new Promise(done => server.listen(0, '127.0.0.1', done))));
  const ports = servers.map(server => server.address().port);
  await Promise.all(servers.map(server => new Promise(done => server.close(done))));
  return ports;
}

/** The realms, with the addresses of this run. */
function writeRealms(home, base) {
  const source = fileURLToPath(new URL('realms', import.meta.url));
  const target = join(home, 'data/import');
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(source)) {
    writeFileSync(join(target, name), readFileSync(join(source, name), 'utf8').replaceAll('http://keycloak.invalid', base));
  }
}

/** Starts it, and gives what its users need to know, with `stop()`. */
export async function startKeycloak() {
  const home = makeHome(await provide());
  const certificates = await makeCertificates(home);
  const [httpPort, httpsPort, managementPort] = await freePorts(3);
  const base = `http://127.0.0.1:${httpPort}`;
  writeRealms(home, base);
  const options = {
    'http-enabled': true,
    'http-host': '127.0.0.1',
    'http-port': httpPort,
    'https-port': httpsPort,
    'https-key-store-file': join(home, 'server.p12'),
    'https-key-store-password': storePassword,
    'https-trust-store-file': join(home, 'trust.p12'),
    'https-trust-store-password': storePassword,
    'truststore-paths': certificates.ca,
    'http-management-port': managementPort,
    'http-management-scheme': 'http',
    hostname: base,
    cache: 'local'
  };
  const [command, args] = withJdk(join(home, 'bin/kc.sh'), 'start', '--optimized', '--import-realm', ...Object.entries(options).map(([name, value]) => `--${name}=${value}`));
  const bootstrap = { KC_BOOTSTRAP_ADMIN_USERNAME: administrator.username, KC_BOOTSTRAP_ADMIN_PASSWORD: administrator.password };
  const child = start(command, args, { env: { ...env, ...bootstrap }, cwd: home });
  let ended;
  child.ended.then(result => (ended = result));
  const ready = async () => {
    if (ended) throw new Error(`Keycloak ended with ${ended.code}:\n${child.log.stdout.slice(-2000)}${child.log.stderr.slice(-1000)}`);
    const answers = await Promise.all(['mcp', 'corp'].map(realm => get(`${base}/realms/${realm}/.well-known/openid-configuration`).catch(() => ({}))));
    return answers.every(({ status }) => status === 200) || undefined;
  };
  await eventually(ready, readyWithinMs, 'Keycloak').catch(async error => {
    await child.stop();
    throw error;
  });
  return { base, tlsBase: `https://127.0.0.1:${httpsPort}`, pid: child.pid, administrator, ...certificates, stop: child.stop };
}

/** Serves a run of `check`: tells through the file what is there or why nothing is. */
async function serve(file) {
  const tell = what => {
    writeFileSync(`${file}.new`, JSON.stringify(what));
    renameSync(`${file}.new`, file);
  };
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.exit(), 1000);
  await startKeycloak().then(tell, error => tell({ error: error.message }));
  await new Promise(() => {}); // until a signal, or the end of the parent
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { 'ready-file': { type: 'string' } } });
  await main(() => serve(resolve(values['ready-file'])));
}
