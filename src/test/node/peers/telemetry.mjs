// Traces and metrics at a real Collector: the client's trace goes on through the gateway to the server, and into the audit trail.
import { eventually } from '../rig/children.mjs';
import { entriesOf } from '../rig/ledger.mjs';
import { startSallyport } from '../rig/sallyport.mjs';
import { modernV2 } from './clients.mjs';
import { openTelemetry } from './receivers.mjs';
import { assert } from './transcript.mjs';
import { reachThrough } from './world.mjs';

const soonMs = 20_000;
const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const parent = '00f067aa0ba902b7';
/** As the Collector writes kinds of spans. */
const [SERVER, CLIENT] = [2, 3];

const named = attributes => Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
const spansIn = observed => observed.flatMap(({ resourceSpans = [] }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)));
const metricsIn = observed => observed.flatMap(({ resourceMetrics = [] }) => resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics)));

async function observed({ direct }) {
  const collector = await openTelemetry();
  let gateway;
  try {
    collector.start();
    gateway = await startSallyport({ fixture: direct('fixture') }, { telemetry: { otlp: collector.collects } });
    const session = await modernV2(reachThrough(gateway)('fixture'));
    await session.client.callTool({ name: 'test_simple_text', arguments: {}, _meta: { traceparent: `00-${trace}-${parent}-01` } });
    await session.close();
    const ours = () => spansIn(collector.observed()).filter(({ traceId }) => traceId === trace);
    await eventually(() => (ours().length === 2 ? true : undefined), soonMs, `two spans, of ${collector.said().slice(-500)}`);
    const [server, client] = [SERVER, CLIENT].map(kind => ours().find(span => span.kind === kind));
    assert(server.parentSpanId === parent && client.parentSpanId === server.spanId, `the spans stand wrong: ${JSON.stringify(ours())}`);
    assert(server.name === 'tools/call test_simple_text' && client.name === server.name, `they are called ${server.name} and ${client.name}`);
    const facts = named(server.attributes);
    assert(facts['gen_ai.operation.name'] === 'execute_tool' && facts['sallyport.outcome'] === 'answered', JSON.stringify(facts));
    const entry = entriesOf(gateway.home).find(({ exchange, event }) => exchange === facts['sallyport.exchange'] && event === 'answered');
    assert(entry?.trace === trace && entry.span === server.spanId, `the entry says ${JSON.stringify(entry)}`);
    await gateway.stop();
    gateway = undefined;
    const measured = () => metricsIn(collector.observed()).map(({ name }) => name);
    for (const name of ['mcp.server.operation.duration', 'mcp.client.operation.duration']) assert(measured().includes(name), `no ${name} in ${measured()}`);
    return `${spansIn(collector.observed()).length} spans, ${new Set(measured()).size} metrics`;
  } finally {
    await gateway?.stop();
    await collector.stop();
  }
}

export const telemetryCases = [{ name: 'telemetry/collector', throughOnly: true, run: observed }];
