// A loopback reverse proxy that changes nothing but what it is told to: no buffering, Host and Origin as they came,
// disconnects passed on in both directions.
import http from 'node:http';
import https from 'node:https';

const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/** Raw header pairs without the hop-by-hop ones and without those named. */
function passedOn(rawHeaders, without = []) {
  const dropped = new Set([...hopByHop, ...without]);
  const kept = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!dropped.has(rawHeaders[i].toLowerCase())) kept.push(rawHeaders[i], rawHeaders[i + 1]);
  }
  return kept;
}

/** Forwards one exchange to the target URL. faults: see faults.mjs. */
export function forward(req, res, target, { addHeaders = {}, ca, agent, faults = {} } = {}) {
  const added = Object.entries({ ...addHeaders, ...(faults.rewriteHost && { Host: target.host }) });
  const without = [...added.map(([name]) => name.toLowerCase()), ...(faults.dropRequestHeaders ?? [])];
  const { request } = target.protocol === 'https:' ? https : http;
  const upstream = request(target, { method: req.method, headers: [...passedOn(req.rawHeaders, without), ...added.flat()], ca, agent });

  upstream.on('response', answer => {
    res.writeHead(answer.statusCode, passedOn(answer.rawHeaders));
    if (faults.bufferResponse) {
      answer.toArray().then(chunks => res.end(Buffer.concat(chunks)), () => res.destroy());
      return;
    }
    res.flushHeaders();
    answer.pipe(res);
    answer.on('error', () => res.destroy());
    answer.on('close', () => answer.complete || res.destroy());
  });
  upstream.on('error', () => (res.headersSent ? res.destroy() : res.writeHead(502).end()));
  res.on('close', () => {
    if (!res.writableFinished && !faults.keepUpstream) upstream.destroy();
  });
  req.pipe(upstream);
}

/** Listens on a free port of 127.0.0.1, over TLS where a certificate is given; `handle` serves each exchange. */
export async function loopback(handle, tls) {
  const server = tls ? https.createServer(tls, handle) : http.createServer(handle);
  server.requestTimeout = 0;
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    }
  };
}

/** A front at http://localhost:port/mcp for an endpoint that needs a token; `token` gives the one for each request. */
export async function tokenShim(endpoint, token, ca) {
  const target = new URL(endpoint);
  const { Agent } = target.protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true });
  const front = await loopback((req, res) => forward(req, res, target, { addHeaders: { Authorization: `Bearer ${token()}` }, ca, agent }));
  return {
    url: `http://localhost:${front.port}/mcp`,
    async close() {
      agent.destroy();
      await front.close();
    }
  };
}
