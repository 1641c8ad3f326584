// Plain HTTP exchanges for the flows: no redirect is followed, client certificates are possible, every answer is a value.
import http from 'node:http';
import https from 'node:https';

const limitMs = 60_000;

/** One exchange; gives {status, headers, text, json}, where json is undefined unless the text is JSON. */
export async function exchange(method, url, { headers = {}, body, tls = {} } = {}) {
  const { request } = url.startsWith('https:') ? https : http;
  const answer = await new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: body === undefined ? headers : { 'Content-Length': Buffer.byteLength(body), ...headers }, agent: false, ...tls }, resolve);
    sent.setTimeout(limitMs, () => sent.destroy(new Error(`${method} ${url}: nothing within ${limitMs} ms`)));
    sent.on('error', reject).end(body);
  });
  const text = Buffer.concat(await answer.toArray()).toString('utf8');
  return { status: answer.statusCode, headers: answer.headers, text, json: parsed(text) };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const get = (url, options) => exchange('GET', url, options);

/** Posts a form: an object, where an array gives a field several times. */
export function postForm(url, fields, { headers = {}, ...options } = {}) {
  const pairs = Object.entries(fields).flatMap(([name, value]) => [value].flat().filter(one => one !== undefined).map(one => [name, one]));
  const body = new URLSearchParams(pairs).toString();
  return exchange('POST', url, { headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers }, body, ...options });
}

export function postJson(url, value, { headers = {}, ...options } = {}) {
  return exchange('POST', url, { headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers }, body: JSON.stringify(value), ...options });
}
