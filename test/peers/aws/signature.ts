import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Hash } from '@smithy/hash-node';
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsFault } from './answers';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly token?: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
const MOST_SKEW = 5 * 60_000;

export class Sha256 extends Hash {
  constructor(secret?: ConstructorParameters<typeof Hash>[1]) {
    super('sha256', secret);
  }
}

/** Who signed the request, for which service. The signature is made again with the known secret and compared (SigV4). */
export async function verifySignature(
  request: ReceivedRequest,
  now: Date,
  keyOf: (id: string) => AccessKey | undefined,
): Promise<{ readonly key: AccessKey; readonly service: string }> {
  const { headers } = request;
  const parts = AUTHORIZATION.exec(headers.authorization ?? '');
  if (!parts)
    throw new AwsFault('MissingAuthenticationToken', 403, 'Request is missing Authentication Token');
  const [, id, day, region, service, signed, signature] = parts;
  const key = keyOf(id);
  if (!key || headers['x-amz-security-token'] !== key.token) {
    throw new AwsFault('InvalidClientTokenId', 403, 'The security token included in the request is invalid.');
  }
  const signingDate = dateOf(String(headers['x-amz-date']));
  if (!signingDate || !basic(signingDate).startsWith(day)) {
    throw new AwsFault('IncompleteSignature', 403, 'The date of the signature is missing or differs.');
  }
  const names = signed.split(';');
  if (!['host', 'x-amz-date'].every((name) => names.includes(name))) {
    throw new AwsFault('SignatureDoesNotMatch', 403, 'Host and date have to be signed.');
  }
  const url = new URL(request.path, 'http://peer');
  const signer = new SignatureV4({
    service,
    region,
    credentials: { accessKeyId: id, secretAccessKey: key.secret, sessionToken: key.token },
    sha256: Sha256,
    applyChecksum: false,
  });
  const again = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: 'peer',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(names.map((name) => [name, String(headers[name])])),
      body: request.body,
    },
    { signingDate },
  );
  const expected = /Signature=([0-9a-f]{64})/.exec(again.headers.authorization)?.[1] ?? '';
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) {
    throw new AwsFault(
      'SignatureDoesNotMatch',
      403,
      'The request signature we calculated does not match the signature you provided.',
    );
  }
  assertBodyIsSigned(request);
  if (Math.abs(signingDate.getTime() - now.getTime()) > MOST_SKEW) {
    throw new AwsFault(
      'SignatureDoesNotMatch',
      403,
      `Signature expired: ${basic(signingDate)} is more than 5 minutes from ${basic(now)}.`,
    );
  }
  return { key, service };
}

/** S3's clients sign the digest of the body in a header; it has to be that of this body. */
function assertBodyIsSigned({ headers, body }: ReceivedRequest): void {
  const signed = headers['x-amz-content-sha256'];
  if (signed !== undefined && signed !== 'UNSIGNED-PAYLOAD' && signed !== sha256(body))
    throw new AwsFault('XAmzContentSHA256Mismatch', 400, 'The body is not the one that was signed.');
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const basic = (at: Date): string => at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');

function dateOf(text: string): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
