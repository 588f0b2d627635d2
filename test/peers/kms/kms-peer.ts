import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../../src/kernel';
import { AwsFault } from '../aws/answers';
import { before, type Mischief } from '../aws/mischief';
import { type AccessKey, verifySignature } from '../aws/signature';

export const KMS_KEY = 'arn:aws:kms:eu-west-3:111122223333:key/6f1d2c3b-0000-4000-8000-000000000001';

interface Asked {
  readonly KeyId?: string;
  readonly KeySpec?: string;
  readonly CiphertextBlob?: string;
  readonly EncryptionContext?: Readonly<Record<string, string>>;
}

/**
 * A KMS with one key, over HTTP: verifies SigV4 for real, wraps with AES-256-GCM, and takes the encryption context into
 * account as AWS does. It can be told to throttle, fail, hang, delay, lose answers, deny, and to disable its key.
 */
export class KmsPeer {
  readonly caller: AccessKey = {
    id: 'AKIAKMSPEER00000001',
    secret: `canary-${randomBytes(20).toString('base64')}`,
  };
  /** Somebody else's credential, who is never denied, kept waiting or otherwise troubled: whoever runs a command. */
  readonly operator: AccessKey = {
    id: 'AKIAKMSPEER00000002',
    secret: `canary-${randomBytes(20).toString('base64')}`,
  };
  readonly calls: { readonly action: string; readonly context: Asked['EncryptionContext'] }[] = [];
  readonly forbidden = new Set<string>();
  mischief: Mischief | undefined;
  disabled = false;
  private readonly key = randomBytes(32);
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
  }

  static async start(): Promise<KmsPeer> {
    const peer = new KmsPeer();
    await peer.listen(0);
    return peer;
  }

  /** What a process needs to find it. */
  get settings(): Record<string, string> {
    return this.settingsOf(this.caller);
  }

  settingsOf({ id, secret }: AccessKey): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return {
      AWS_ENDPOINT_URL_KMS: `http://127.0.0.1:${port}`,
      AWS_REGION: 'eu-west-3',
      AWS_ACCESS_KEY_ID: id,
      AWS_SECRET_ACCESS_KEY: secret,
    };
  }

  /** Refuses connections until the function that it answers with is called. */
  async shut(): Promise<() => Promise<void>> {
    const { port } = this.server.address() as AddressInfo;
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
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const action = String(request.headers['x-amz-target']).replace('TrentService.', '');
    const asked = JSON.parse(body) as Asked;
    this.calls.push({ action, context: asked.EncryptionContext });
    response.setHeader('Content-Type', 'application/x-amz-json-1.1');
    const spared = String(request.headers.authorization).includes(`=${this.operator.id}/`);
    const mischief = spared ? undefined : this.mischiefAt(action);
    try {
      await before(mischief);
      const received = {
        method: request.method ?? '',
        path: request.url ?? '/',
        headers: request.headers,
        body,
      };
      const keyOf = (id: string) => [this.caller, this.operator].find((key) => key.id === id);
      const { service } = await verifySignature(received, systemClock.now(), keyOf);
      if (service !== 'kms') throw new AwsFault('SignatureDoesNotMatch', 403, 'Signed for another service.');
      const answer = this.carryOut(action, asked, spared);
      if (mischief?.kind === 'lose-answer') response.destroy();
      else response.end(JSON.stringify(answer));
    } catch (error) {
      const fault =
        error instanceof AwsFault ? error : new AwsFault('KMSInternalException', 500, String(error));
      response.statusCode = fault.status;
      response.end(JSON.stringify({ __type: fault.code, message: fault.message }));
    }
  }

  private mischiefAt(action: string): Mischief | undefined {
    return this.mischief?.action === undefined || this.mischief.action === action ? this.mischief : undefined;
  }

  private carryOut(action: string, asked: Asked, spared: boolean): object {
    if (!spared && this.forbidden.has(`kms:${action}`))
      throw new AwsFault('AccessDeniedException', 400, 'Not authorized.');
    if (asked.KeyId !== KMS_KEY) throw new AwsFault('NotFoundException', 400, 'Key does not exist');
    if (this.disabled) throw new AwsFault('DisabledException', 400, 'The key is disabled.');
    const context = JSON.stringify(Object.entries(asked.EncryptionContext ?? {}).sort());
    if (action === 'GenerateDataKey') {
      if (asked.KeySpec !== 'AES_256') throw new AwsFault('ValidationException', 400, 'KeySpec');
      const plain = randomBytes(32);
      return {
        KeyId: KMS_KEY,
        Plaintext: plain.toString('base64'),
        CiphertextBlob: this.wrap(plain, context),
      };
    }
    if (action !== 'Decrypt') throw new AwsFault('UnknownOperationException', 400, action);
    return { KeyId: KMS_KEY, Plaintext: this.unwrap(asked.CiphertextBlob ?? '', context) };
  }

  private wrap(plain: Buffer, context: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(context));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString(
      'base64',
    );
  }

  private unwrap(blob: string, context: string): string {
    const bytes = Buffer.from(blob, 'base64');
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, 12))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('base64');
    } catch {
      throw new AwsFault('InvalidCiphertextException', 400, '');
    }
  }
}
