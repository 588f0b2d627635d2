import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';

export interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly cookies: readonly string[];
  readonly headers: Readonly<Record<string, unknown>>;
}

const jsonObject = z.record(z.string(), z.unknown());

/** What a browser does between a person and the API: keeps cookies, and sends what our page puts on its calls. */
export class Browser {
  private readonly jar = new Map<string, string>();
  private csrfToken = '';

  constructor(private readonly app: NestFastifyApplication) {}

  get(path: string, headers?: Record<string, string>): Promise<Answered> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answered> {
    return this.send('POST', path, body, headers);
  }

  delete(path: string, headers?: Record<string, string>): Promise<Answered> {
    return this.send('DELETE', path, undefined, headers);
  }

  /** `payload` goes out as it is when it is text. A header given here replaces the page's own; '' takes it away. */
  async send(
    method: 'GET' | 'POST' | 'DELETE' | 'PATCH' | 'PUT' | 'HEAD',
    path: string,
    payload?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered> {
    const own = {
      cookie: this.cookieHeader,
      ...(method !== 'GET' && { 'x-sallyport-csrf': this.csrfToken }),
      ...(payload !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    };
    const answer = await this.app.inject({
      method,
      url: path.startsWith('/api/') ? path : `/api/v1${path}`,
      headers: Object.fromEntries(Object.entries(own).filter(([, value]) => value !== '')),
      payload: payload === undefined || typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
    const cookies = [answer.headers['set-cookie'] ?? []].flat();
    cookies.forEach((cookie) => this.remember(cookie));
    const body = jsonObject.safeParse(parsed(answer.body)).data ?? {};
    if (typeof body.csrfToken === 'string') this.csrfToken = body.csrfToken;
    return { status: answer.statusCode, body, cookies, headers: answer.headers };
  }

  get cookieHeader(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The session's token, as somebody who looks into the cookie jar sees it. */
  get token(): string {
    const token = [...this.jar].find(([name]) => !isDevice(name))?.[1];
    if (!token) throw new Error('There is no cookie.');
    return token;
  }

  get csrf(): string {
    return this.csrfToken;
  }

  /** As it was at an earlier moment. */
  useToken(token: string): void {
    for (const name of this.jar.keys()) if (!isDevice(name)) this.jar.set(name, token);
  }

  /** Another browser of the same person. */
  forgetDevice(): void {
    for (const name of this.jar.keys()) if (isDevice(name)) this.jar.delete(name);
  }

  private remember(setCookie: string): void {
    const [pair = '', ...attributes] = setCookie.split(';').map((part) => part.trim());
    const [name = '', value = ''] = pair.split('=');
    if (attributes.includes('Max-Age=0') || value === '') this.jar.delete(name);
    else this.jar.set(name, value);
  }
}

/** The cookie by which a browser is known again, which is no session. */
const isDevice = (name: string): boolean => /device$/.test(name);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
