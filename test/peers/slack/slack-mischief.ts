import type { ServerResponse } from 'node:http';

export type SlackMood =
  | 'answers'
  /** 429 with Retry-After. */
  | 'throttles'
  /** The same refusal with HTTP 200, as some of Slack's methods give it. */
  | 'ratelimited'
  | 'fails'
  /** Does what it is asked and loses the answer on the way. */
  | 'loses-answers'
  /** Says nothing for three seconds. */
  | 'hangs';

const HANGS_FOR = 3_000;
const RETRY_AFTER = 1;

/** Whether the call goes on to be answered; otherwise the answer was given here, or never will be. */
export function isLetThrough(mood: SlackMood, response: ServerResponse): boolean {
  if (mood === 'answers' || mood === 'loses-answers') return true;
  if (mood === 'hangs') setTimeout(() => response.destroy(), HANGS_FOR).unref();
  if (mood === 'throttles') {
    response.writeHead(429, { 'retry-after': String(RETRY_AFTER) }).end();
  }
  if (mood === 'ratelimited') sendJson(response, { ok: false, error: 'ratelimited' });
  if (mood === 'fails') response.writeHead(503, { 'content-type': 'text/plain' }).end('upstream unavailable');
  return false;
}

export function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
