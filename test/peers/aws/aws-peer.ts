import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, type Clock } from '../../../src/kernel';
import { Account } from './account';
import { AwsFault, failure, success, type XmlValue } from './answers';
import { assumeRole } from './assume-role';
import { authorize, callerOf, type Caller } from './caller';
import { Federation } from './federation';
import { CallGate } from './gate';
import { iamAnswer } from './iam-actions';
import { readS3Request, s3Failure } from './buckets';
import { before, type Mischief } from './mischief';
import { verifySignature, type ReceivedRequest } from './signature';

export interface PeerClock extends Clock {
  advance(milliseconds: number): void;
}

export interface PeerOptions {
  readonly clock?: PeerClock;
}

/** A clock that ticks, and that a test may move. */
export class MovableClock implements PeerClock {
  private shift = 0;

  now(): Date {
    return new Date(systemClock.now().getTime() + this.shift);
  }

  advance(milliseconds: number): void {
    this.shift += milliseconds;
  }
}

/** Somebody may play with it for days. */
const MOST_REMEMBERED = 10_000;

export interface Call {
  readonly action: string;
  readonly form: URLSearchParams;
}

/**
 * An AWS account that speaks STS and IAM over HTTP, and has two services with data: `sample`, and a little of S3. Signatures are verified and
 * policies evaluated for real; it can be told to misbehave. It remembers what it was asked.
 */
export class AwsPeer {
  readonly account = new Account();
  /** The latest of them. */
  readonly calls: Call[] = [];
  private readonly counts = new Map<string, number>();
  /** Rights that nobody has, whatever the policies say: `iam:PutRolePolicy`, `sts:TagSession`. */
  readonly forbidden = new Set<string>();
  readonly gate = new CallGate();
  mischief: Mischief | undefined;
  /** Milliseconds until a written policy is in force. */
  spreadsWithin = 0;
  /** Bytes that AWS's packed policy and tags may take. */
  packedBytes = 1_500;
  private readonly federation = new Federation(this.account);
  private readonly server: Server;

  private constructor(readonly clock: PeerClock) {
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
  }

  static async start({ clock = new MovableClock() }: PeerOptions = {}): Promise<AwsPeer> {
    const peer = new AwsPeer(clock);
    await peer.listen(0);
    return peer;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** How often something was asked, retries included. */
  count(action: string): number {
    return this.counts.get(action) ?? 0;
  }

  /** Refuses connections until the function that it answers with is called. */
  async shut(): Promise<() => Promise<void>> {
    const { port } = this;
    await this.stop();
    return () => this.listen(port);
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async listen(port: number): Promise<void> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = await receive(request);
    response.setHeader('Date', this.clock.now().toUTCString());
    if (received.path.startsWith('/federation')) {
      this.serveSignIn(received.path, response);
      return;
    }
    const form = new URLSearchParams(received.body);
    const call = { action: form.get('Action') ?? '', form };
    this.remember(call);
    response.setHeader('Content-Type', 'text/xml');
    try {
      await this.answer(call, received, response);
    } catch (error) {
      const fault = error instanceof AwsFault ? error : new AwsFault('InternalFailure', 500, String(error));
      response.statusCode = fault.status;
      response.end(call.action === '' ? s3Failure(fault) : failure(fault));
    }
  }

  private async answer(call: Call, received: Received, response: ServerResponse): Promise<void> {
    const mischief = this.mischiefFor(call.action);
    await before(mischief);
    await this.gate.pass(call, 'before');
    const answer = await this.carryOut(call, received, mischief?.kind === 'lie');
    await this.gate.pass(call, 'after');
    response.setHeader('Date', this.clock.now().toUTCString());
    if (mischief?.kind === 'lose-answer') response.destroy();
    else response.end(answer);
  }

  private remember(call: Call): void {
    this.counts.set(call.action, this.count(call.action) + 1);
    this.calls.push(call);
    if (this.calls.length > MOST_REMEMBERED) this.calls.splice(0, MOST_REMEMBERED / 2);
  }

  private mischiefFor(action: string): Mischief | undefined {
    const { mischief } = this;
    return mischief?.action === undefined || mischief.action === action ? mischief : undefined;
  }

  private async carryOut({ action, form }: Call, received: Received, lies: boolean): Promise<string> {
    const now = this.clock.now();
    const { key, service } = await verifySignature(received, now, this.account.keyOf);
    const caller = callerOf(this.account, key.id, now, received.address);
    if (service === 's3') return this.s3(received, caller, now);
    if (service === 'sts') return success(action, this.sts(action, form, caller, now));
    authorize(caller, `${service}:${action}`, resourceOf(service, form, caller), now, this.forbidden);
    if (service === 'sample') return success(action, { Rows: ['one', 'two'] });
    const { spreadsWithin } = this;
    return success(action, lies ? {} : iamAnswer(this.account, caller, action, form, now, { spreadsWithin }));
  }

  private s3({ method, path }: ReceivedRequest, caller: Caller, now: Date): string {
    const asked = readS3Request(method, path);
    authorize(caller, asked.action, asked.resource, now, this.forbidden);
    return asked.answer(this.account.buckets);
  }

  private sts(action: string, form: URLSearchParams, caller: Caller, now: Date): XmlValue {
    if (action === 'GetCallerIdentity')
      return { Arn: caller.arn, UserId: caller.userId, Account: caller.account };
    if (action === 'AssumeRole') return assumeRole(this.account, caller, form, now, this);
    throw new AwsFault('InvalidAction', 400, `Could not find operation ${action}`);
  }

  private serveSignIn(path: string, response: ServerResponse): void {
    const { searchParams } = new URL(path, this.endpoint);
    const { status, body, location } = this.federation.answer(searchParams, this.clock.now());
    response.writeHead(status, location === undefined ? {} : { Location: location }).end(body);
  }
}

interface Received extends ReceivedRequest {
  readonly address: string;
}

async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return {
    method: request.method ?? '',
    path: request.url ?? '/',
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    address: (request.socket.remoteAddress ?? '').replace('::ffff:', ''),
  };
}

const resourceOf = (service: string, form: URLSearchParams, { account }: Caller): string => {
  if (service === 'sample') return `arn:aws:sample:::${form.get('Table') ?? ''}`;
  const role = form.get('RoleName');
  return role === null ? '*' : `arn:aws:iam::${account}:role/${role}`;
};
