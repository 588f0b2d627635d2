import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsPeer } from './aws-peer';
import { Sha256 } from './signature';

/** Keys as a person finds them in what was shown. */
export interface PersonKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Calls the peer as a client would that trusts its own clock, here the peer's. Answers status and body. */
export async function callPeer(
  peer: AwsPeer,
  credentials: PersonKeys,
  service: string,
  form: Readonly<Record<string, string>>,
  signingDate = peer.clock.now(),
): Promise<{ readonly status: number; readonly body: string }> {
  const signer = new SignatureV4({ service, region: 'eu-west-3', credentials, sha256: Sha256 });
  const signed = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: '/',
      headers: {
        host: `127.0.0.1:${peer.port}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(form).toString(),
    },
    { signingDate },
  );
  const { host: _, ...headers } = signed.headers;
  const answer = await fetch(peer.endpoint, { method: 'POST', headers, body: String(signed.body) });
  return { status: answer.status, body: await answer.text() };
}

/** Keys as the format `credential-process` shows them. */
export function keysShown(text: string): Required<PersonKeys> {
  const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(text) as Record<string, string>;
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** Reads an object in a bucket: `/bucket/key`. */
export async function readObject(
  peer: AwsPeer,
  credentials: PersonKeys,
  path: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const signer = new SignatureV4({ service: 's3', region: 'eu-west-3', credentials, sha256: Sha256 });
  const headers = { host: `127.0.0.1:${peer.port}` };
  const signed = await signer.sign(
    { method: 'GET', protocol: 'http:', hostname: '127.0.0.1', path, headers },
    { signingDate: peer.clock.now() },
  );
  const { host: _, ...sent } = signed.headers;
  const answer = await fetch(new URL(path, peer.endpoint), { headers: sent });
  return { status: answer.status, body: await answer.text() };
}

/** Reads the sample table of customers. */
export const readSample = (
  peer: AwsPeer,
  credentials: PersonKeys,
): Promise<{ readonly status: number; readonly body: string }> =>
  callPeer(peer, credentials, 'sample', { Action: 'Read', Table: 'customers' });
