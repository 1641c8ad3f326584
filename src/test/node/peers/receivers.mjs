// Receivers of the audit trail as security teams run them: rsyslog, the OpenTelemetry Collector, and an endpoint for Standard Webhooks.
// Each: `sink`, its settings; `start()`; `fail()`, after which it gives nobody anything; `received()`, all entries that it has; `stop()`.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { environment, root, run, start } from '../rig/children.mjs';
import { temporaryFolder } from '../rig/folders.mjs';
import { loopback } from '../rig/shim.mjs';
import { freePort } from './world.mjs';
import { assert } from './transcript.mjs';

const collector = join(root, 'peers/collector/target/collector');
// where Debian has daemons, though not in the path of everybody
const env = { ...environment, PATH: `${environment.PATH}:/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin` };

/** A certificate for localhost that vouches for itself: files `certificate` and `key`. */
async function certificateIn(folder) {
  const [certificate, key] = [join(folder, 'server.crt'), join(folder, 'server.key')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const { code, stderr } = await run('openssl', ['req', '-x509', ...kind, ...names, '-keyout', key, '-out', certificate]);
  assert(code === 0, `openssl ended with ${code}: ${stderr}`);
  return { certificate, key };
}

/**
 * A program that writes what it gets to a file, a new one at each start: what it was writing when it was killed is half a line.
 * `command(file, number)` gives the command of a start; `read(text)` the entries in a file, of which the last line may be torn.
 */
function daemon(folder, command, read) {
  let child;
  let starts = 0;
  const end = async () => {
    child?.kill('SIGKILL');
    await child?.ended;
  };
  return {
    start() {
      const [program, ...args] = command(join(folder, `received-${++starts}.jsonl`));
      child = start(program, args, { env, cwd: folder });
    },
    fail: end,
    received: () => readdirSync(folder).filter(name => name.startsWith('received-')).flatMap(name => read(readFileSync(join(folder, name), 'utf8'))),
    said: () => child.log.stdout + child.log.stderr,
    stop: end
  };
}

const wholeLines = text => text.split('\n').slice(0, -1);

/** rsyslog over TLS. Its queue is `Direct`: what it has taken from a connection is in the file before it closes its side. */
export async function rsyslog() {
  const folder = temporaryFolder();
  const port = await freePort();
  const { certificate, key } = await certificateIn(folder);
  const settings = file => `
global(workDirectory="${folder}" maxMessageSize="64k" defaultNetstreamDriver="gtls"
  defaultNetstreamDriverCAFile="${certificate}" defaultNetstreamDriverCertFile="${certificate}" defaultNetstreamDriverKeyFile="${key}")
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="line" type="string" string="%msg%\\n")
ruleset(name="audit" queue.type="Direct") { action(type="omfile" file="${file}" template="line" asyncWriting="off" flushOnTXEnd="on") }
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="audit")
`;
  const command = file => {
    const written = join(folder, 'rsyslog.conf');
    writeFileSync(written, settings(file));
    return ['rsyslogd', '-n', '-iNONE', '-f', written];
  };
  const read = text => wholeLines(text).map(line => JSON.parse(line));
  return { ...daemon(folder, command, read), sink: { syslog: `localhost:${port}`, ca: certificate } };
}

/**
 * The Collector, OTLP over HTTP. It has no queue, and with `rotation` no buffer: what it confirms is in the file. It takes traces and metrics
 * too, at `collects`; `observed()` gives them as it wrote them.
 */
export async function openTelemetry() {
  const folder = temporaryFolder();
  const port = await freePort();
  const observed = join(folder, 'observed.jsonl');
  const command = file => {
    const written = join(folder, 'collector.yaml');
    const settings = {
      receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
      exporters: {
        file: { path: file, rotation: { max_megabytes: 100 } },
        'file/observed': { path: observed, rotation: { max_megabytes: 100 } }
      },
      service: {
        pipelines: {
          logs: { receivers: ['otlp'], exporters: ['file'] },
          traces: { receivers: ['otlp'], exporters: ['file/observed'] },
          metrics: { receivers: ['otlp'], exporters: ['file/observed'] }
        }
      }
    };
    writeFileSync(written, JSON.stringify(settings));
    return [collector, '--config', written];
  };
  const records = ({ resourceLogs }) => resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));
  const read = text => wholeLines(text).flatMap(line => records(JSON.parse(line))).map(record => checkedRecord(record));
  const collects = `http://127.0.0.1:${port}`;
  return {
    ...daemon(folder, command, read),
    sink: { otlp: `${collects}/v1/logs` },
    collects,
    observed: () => (existsSync(observed) ? wholeLines(readFileSync(observed, 'utf8')).map(line => JSON.parse(line)) : [])
  };
}

/** The entry in a log record, which says the same as the fields around it. */
function checkedRecord({ body, eventName, severityNumber, timeUnixNano, attributes = [] }) {
  const entry = JSON.parse(body.stringValue);
  assert(eventName === `sallyport.audit.${entry.event}`, `${entry.event} came as ${eventName}`);
  assert([9, 13].includes(severityNumber) && BigInt(timeUnixNano) > 0n, `entry ${entry.n} came with ${severityNumber} and ${timeUnixNano}`);
  const number = attributes.find(({ key }) => key === 'sallyport.audit.number')?.value.intValue;
  assert(entry.n === undefined ? number === undefined : Number(number) === entry.n, `entry ${entry.n} came as ${number}`);
  return entry;
}

/** An endpoint over TLS that takes only what is signed right, as the library of Standard Webhooks judges it. */
export async function webhook() {
  const folder = temporaryFolder();
  const { certificate, key } = await certificateIn(folder);
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const [right, wrong] = [new Webhook(secret), new Webhook(`whsec_${randomBytes(32).toString('base64')}`)];
  const kept = [];
  let failing = false;
  const said = [];
  const take = (headers, body) => {
    if (failing) return 500;
    try {
      wrong.verify(body, headers);
      said.push('a signature of ours is good for another secret');
      return 400;
    } catch {
      // as it must be
    }
    try {
      kept.push(...right.verify(body, headers).entries);
      return 204;
    } catch (error) {
      said.push(error.message);
      return 400;
    }
  };
  const server = await loopback(
    (req, res) => req.toArray().then(chunks => res.writeHead(take(req.headers, String(Buffer.concat(chunks)))).end(), () => res.destroy()),
    { cert: readFileSync(certificate), key: readFileSync(key) }
  );
  const secretFile = join(folder, 'secret');
  writeFileSync(secretFile, secret, { mode: 0o600 });
  return {
    start: () => void (failing = false),
    fail: async () => void (failing = true),
    received: () => kept,
    said: () => said.join('\n'),
    stop: server.close,
    sink: { webhook: `https://localhost:${server.port}/hook`, secret: `file:${secretFile}`, ca: certificate }
  };
}
