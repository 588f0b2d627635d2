import type * as Kms from '@aws-sdk/client-kms';
import { conflict, invalid, Redacted, upstreamUnavailable } from '../../kernel';
import { quietAwsSdk } from '../config/environment';
import type { KeptKey, KeyProvider } from './key-provider';

type Kept = Extract<KeptKey, { provider: 'aws-kms' }>;

const CONTEXT = 'sallyport:installation';
const TRIES = 3;
/** Milliseconds for one try. */
const CONNECT_WITHIN = 2_000;
const ANSWER_WITHIN = 4_000;

/** What somebody has to see to; everything else may be better in a moment. Names without the suffix `Exception`. */
const TO_BE_SEEN_TO: Readonly<Record<string, string | undefined>> = {
  AccessDenied: 'the broker may not use it: allow kms:GenerateDataKey and kms:Decrypt',
  NotFound: 'there is no such key in this account and region',
  Disabled: 'it is disabled',
  KMSInvalidState: 'it is not in a state to be used; perhaps it is scheduled for deletion',
  InvalidKeyUsage: 'it is no key for encryption',
  InvalidCiphertext:
    'it did not wrap this root key, or not for this installation: the key file was changed or belongs elsewhere',
  IncorrectKey: 'another key has wrapped this root key',
  InvalidClientTokenId: 'AWS does not know the broker’s credential',
  UnrecognizedClient: 'AWS does not know the broker’s credential',
  SignatureDoesNotMatch: 'AWS refuses the broker’s credential',
  IncompleteSignature: 'AWS refuses the broker’s credential',
  InvalidSignature: 'AWS refuses the broker’s credential',
  ExpiredToken: 'the broker’s session at AWS has expired',
  CredentialsProviderError: 'no AWS credential was found where this runs',
};

/**
 * Root keys that AWS KMS wrapped. The plaintext is in memory only, so KMS is needed to start and to rotate, and not between.
 * Region, credential and endpoint are what the SDK finds by itself (`AWS_REGION`, `AWS_ENDPOINT_URL_KMS`, an instance's role).
 */
export class KmsKeyProvider implements KeyProvider<Kept> {
  constructor(private readonly kmsKey: string) {}

  get words(): string {
    return `the KMS key ${this.kmsKey}`;
  }

  async make(installation: string): Promise<{ bytes: Redacted<Buffer>; kept: Kept }> {
    const { Plaintext, CiphertextBlob } = await this.ask((sdk, client) =>
      client.send(
        new sdk.GenerateDataKeyCommand({
          KeyId: this.kmsKey,
          KeySpec: 'AES_256',
          EncryptionContext: { [CONTEXT]: installation },
        }),
      ),
    );
    if (!Plaintext || !CiphertextBlob) throw this.failure('UnexpectedAnswer');
    const wrapped = Buffer.from(CiphertextBlob).toString('base64');
    return {
      bytes: new Redacted(Buffer.from(Plaintext)),
      kept: { provider: 'aws-kms', kmsKey: this.kmsKey, wrapped },
    };
  }

  async open({ wrapped }: Kept, installation: string): Promise<Redacted<Buffer>> {
    const { Plaintext } = await this.ask((sdk, client) =>
      client.send(
        new sdk.DecryptCommand({
          KeyId: this.kmsKey,
          CiphertextBlob: Buffer.from(wrapped, 'base64'),
          EncryptionContext: { [CONTEXT]: installation },
        }),
      ),
    );
    if (!Plaintext) throw this.failure('UnexpectedAnswer');
    return new Redacted(Buffer.from(Plaintext));
  }

  /** A client for one question: KMS is asked at a start and at a rotation, and nothing of it is kept in between. */
  private async ask<T>(question: (sdk: typeof Kms, client: Kms.KMSClient) => Promise<T>): Promise<T> {
    quietAwsSdk();
    const sdk = await import('@aws-sdk/client-kms');
    const client = new sdk.KMSClient({
      maxAttempts: TRIES,
      requestHandler: {
        connectionTimeout: CONNECT_WITHIN,
        requestTimeout: ANSWER_WITHIN,
        throwOnRequestTimeout: true,
      },
    });
    try {
      return await question(sdk, client);
    } catch (error) {
      throw this.failure(nameOf(error), error);
    } finally {
      client.destroy();
    }
  }

  /** Told by its name alone: AWS's own words may quote what was sent. */
  private failure(name: string, error?: unknown): Error {
    const short = name.replace(/Exception$/, '');
    if (/region is missing/i.test((error as Error | undefined)?.message ?? ''))
      return invalid('keys.kms_no_region', `No AWS region is set for ${this.words}: set AWS_REGION.`);
    const why = TO_BE_SEEN_TO[short];
    if (why)
      return conflict('keys.kms_refused', `AWS KMS does not give the root key. About ${this.words}: ${why}.`);
    return upstreamUnavailable(
      'keys.kms_away',
      `AWS KMS cannot be reached or cannot answer (${short}), and without ${this.words} no root key can be opened. ` +
        'Look at the network, at AWS_REGION and at AWS_ENDPOINT_URL_KMS if it is set, and try again.',
    );
  }
}

function nameOf(error: unknown): string {
  const { name, code } = error as { name?: unknown; code?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : 'unknown';
}
