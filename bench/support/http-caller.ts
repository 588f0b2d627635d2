import { Agent, request } from 'node:http';
import type { Started } from './started';

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Calls over connections that are kept, as a proxy in front of the product keeps them. */
export class HttpCaller {
  private readonly agent: Agent;

  private constructor(
    private readonly url: string,
    connections: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });
  }

  static to(started: Started, url: string, connections: number): HttpCaller {
    const caller = new HttpCaller(url, connections);
    return started.keep(caller, () => caller.agent.destroy());
  }

  /** The body of a success. Anything else fails: what was refused was not measured. */
  call({ method, path, headers, body }: Call): Promise<string> {
    return new Promise((resolve, reject) => {
      const sent = request(`${this.url}${path}`, { method, headers, agent: this.agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const text = Buffer.concat(chunks).toString();
          const { statusCode = 0 } = response;
          if (statusCode >= 200 && statusCode < 300) resolve(text);
          else reject(new Error(`${method} ${path}: ${statusCode} ${text}`));
        });
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }
}
