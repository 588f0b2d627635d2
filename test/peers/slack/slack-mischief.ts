import type { ServerResponse } from 'node:http';

export type SlackMood =
  | 'answers'
  /** 429 with Retry-After. */
  | 'throttles'
  /** The same refusal with HTTP 200, as some of Slack's methods give it. */
  | 'ratelimited'
  | 'fails'
  /** Does what it is asked and says that it failed. */
  | 'fails-afterwards'
  /** Does what it is asked and loses the answer on the way. */
  | 'loses-answers'
  /** Says nothing, and hangs up after a while. */
  | 'hangs';

const RETRY_AFTER = 1;
const DOES_WHAT_IT_IS_ASKED: ReadonlySet<SlackMood> = new Set([
  'answers',
  'fails-afterwards',
  'loses-answers',
]);

/** Whether the call goes on to be done; otherwise the answer was given here, or never will be. */
export function isLetThrough(mood: SlackMood, response: ServerResponse, silence: number): boolean {
  if (DOES_WHAT_IT_IS_ASKED.has(mood)) return true;
  if (mood === 'hangs') setTimeout(() => response.destroy(), silence).unref();
  if (mood === 'throttles') {
    response.writeHead(429, { 'retry-after': String(RETRY_AFTER) }).end();
  }
  if (mood === 'ratelimited') sendJson(response, { ok: false, error: 'ratelimited' });
  if (mood === 'fails') fail(response);
  return false;
}

/** Of a call that was done. */
export function answer(mood: SlackMood, response: ServerResponse, body: object): void {
  if (mood === 'loses-answers') response.destroy();
  else if (mood === 'fails-afterwards') fail(response);
  else sendJson(response, body);
}

function fail(response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'text/plain' }).end('upstream unavailable');
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
