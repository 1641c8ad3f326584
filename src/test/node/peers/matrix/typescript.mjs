// What a client on a TypeScript SDK sees of each feature that the plan of a server names.
import {
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema
} from '@modelcontextprotocol/sdk/types.js';
import { eventually } from '../../rig/children.mjs';
import { legacyV1, modernV2 } from '../clients.mjs';

const schemas = {
  'notifications/message': LoggingMessageNotificationSchema,
  'notifications/resources/updated': ResourceUpdatedNotificationSchema,
  'notifications/tools/list_changed': ToolListChangedNotificationSchema
};
const callLimitMs = 30_000;
const heardWithinMs = 20_000;
/** How long a call runs before it is cancelled where nothing tells that it does. */
const unseenMs = 300;
const logLevel = 'io.modelcontextprotocol/logLevel';

/** Runs a plan in one session; gives feature → {value} or {error}. */
export async function runTypescript(connect, spec, plan, roots) {
  const seen = {};
  let session;
  for (const feature of Object.keys(plan)) {
    try {
      session ??= await connect(spec, { roots });
      seen[feature] = { value: await steps[feature](session, plan[feature], connect) };
    } catch (error) {
      seen[feature] = { error: error.message };
      if (!session) return Object.fromEntries(Object.keys(plan).map(name => [name, seen[feature]]));
    }
  }
  await session.client.transport?.terminateSession?.().catch(() => {});
  await session.close();
  return seen;
}

const call = (session, { name, args }, options) => session.call(name, args, { timeout: callLimitMs, ...options });

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
const textOf = ({ content }) => content[0].text;

function hear(session, connect, method) {
  const heard = [];
  const take = ({ method: said, params }) => void heard.push({ method: said, ...params });
  session.client.setNotificationHandler(connect === legacyV1 ? schemas[method] : method, take);
  return heard;
}

const steps = {
  handshake: ({ client }) => client.getServerVersion(),
  tools: async ({ client }) => (await client.listTools()).tools.map(({ name }) => name),
  call,
  error: (session, wanted) => call(session, wanted).catch(({ code, message }) => ({ isError: true, code, message })),
  elicitation: call,
  sampling: call,
  roots: call,
  async progress(session, wanted) {
    const heard = [];
    await call(session, wanted, { onprogress: note => void heard.push(note) });
    return heard;
  },
  async log(session, { name, args }, connect) {
    const heard = hear(session, connect, 'notifications/message');
    if (connect === modernV2) {
      await session.client.callTool({ name, arguments: args, _meta: { [logLevel]: 'debug' } });
    } else {
      await session.client.setLoggingLevel('debug').catch(() => {}); // some servers log without knowing levels
      await session.call(name, args);
    }
    await eventually(() => (heard.length ? true : undefined), heardWithinMs, 'a log message');
    return heard;
  },
  async resources({ client }, { uri }) {
    const [{ resources }, { resourceTemplates }] = [await client.listResources(), await client.listResourceTemplates()];
    return { resources, resourceTemplates, ...(await client.readResource({ uri })) };
  },
  prompts: async ({ client }, { name, args }) => ({ ...(await client.listPrompts()), ...(await client.getPrompt({ name, arguments: args })) }),
  completion: ({ client }, { ref, argument }) => client.complete({ ref, argument }),
  async cancel(session, { running, gone, then, ...wanted }) {
    const leaving = new AbortController();
    const outcome = call(session, wanted, { signal: leaving.signal }).then(() => 'answer', () => 'error');
    const tells = text => eventually(async () => textOf(await call(session, then)).includes(text) || undefined, heardWithinMs, `a call that is ${text}`);
    if (running) await tells(running);
    else await pause(unseenMs);
    leaving.abort('enough');
    const ended = await outcome;
    if (gone) await tells(gone);
    return { ended, then: await call(session, then) };
  },
  async changed(session, wanted, connect) {
    const heard = hear(session, connect, 'notifications/tools/list_changed');
    const listening = connect === modernV2 ? await session.client.listen({ toolsListChanged: true }) : undefined;
    await call(session, wanted);
    await eventually(() => (heard.length ? true : undefined), heardWithinMs, 'a change of the list');
    await listening?.close();
    return heard;
  },
  async subscribe(session, { uris: [first, second], triggers }, connect) {
    const heard = hear(session, connect, 'notifications/resources/updated');
    const follow = connect === modernV2 ? listening(session) : subscribing(session);
    const updates = async (names, count) => {
      for (const name of names) await call(session, { name, args: {} });
      await eventually(() => (heard.length >= count ? true : undefined), heardWithinMs, `${count} updates`);
      return heard.splice(0).map(({ uri }) => uri);
    };
    await follow([first, second]);
    const both = await updates(triggers.both, 2);
    await follow([second]);
    const one = await updates(triggers.one, 1);
    await follow([]);
    await updates(triggers.end, 0);
    return { both, one };
  }
};

/** Follows exactly the resources of each call: the newer era does it with one stream for all of them. */
function listening({ client }) {
  let stream;
  return async uris => {
    await stream?.close();
    stream = uris.length ? await client.listen({ resourceSubscriptions: uris }) : undefined;
  };
}

/** The same in the older era. */
function subscribing({ client }) {
  let followed = [];
  return async uris => {
    for (const uri of uris.filter(each => !followed.includes(each))) await client.subscribeResource({ uri });
    for (const uri of followed.filter(each => !uris.includes(each))) await client.unsubscribeResource({ uri });
    followed = uris;
  };
}
