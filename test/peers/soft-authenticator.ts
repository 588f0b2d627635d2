import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

/** What an authenticator, the browser around it, or whoever stands between them can get wrong or lie about. */
export interface Mischief {
  /** The page that asked. */
  readonly origin?: string;
  readonly rpId?: string;
  readonly userVerified?: boolean;
  readonly userPresent?: boolean;
  readonly challenge?: string;
  readonly counter?: number;
  readonly userHandle?: string;
  readonly type?: string;
  readonly credentialId?: string;
  /** Signs with another key than the registered one. */
  readonly forged?: boolean;
}

interface Options {
  readonly challenge: string;
  readonly rp?: { readonly id?: string };
  readonly rpId?: string;
  readonly user?: { readonly id: string };
}

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();
const p256 = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/**
 * One passkey in software, with the browser around it, after WebAuthn Level 3 § 6: ES256, no attestation. It answers any
 * question with a valid signature, also those that a real browser would refuse to pass on, which is what a server must withstand.
 */
export class SoftAuthenticator {
  private readonly keys = p256();
  readonly credentialId = randomBytes(32).toString('base64url');
  private userHandle = '';

  constructor(
    private readonly origin: string,
    private counter = 0,
  ) {}

  create(options: object, lies: Mischief = {}): object {
    const { challenge, rp, user } = options as Options;
    this.userHandle = user?.id ?? '';
    const credential = Buffer.from(this.credentialId, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(credential.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, credential, coseOf(this.keys.publicKey)]);
    const authData = Buffer.concat([this.head(lies.rpId ?? rp?.id ?? '', lies, 0x40), attested]);
    const attestationObject = isoCBOR.encode(
      new Map<string, string | Map<never, never> | Uint8Array>([
        ['fmt', 'none'],
        ['attStmt', new Map<never, never>()],
        ['authData', new Uint8Array(authData)],
      ]),
    );
    return this.wrap({
      clientDataJSON: this.clientData('webauthn.create', challenge, lies).toString('base64url'),
      attestationObject: Buffer.from(attestationObject).toString('base64url'),
      transports: ['internal'],
    });
  }

  get(options: object, lies: Mischief = {}): object {
    const { challenge, rpId = '' } = options as Options;
    const clientData = this.clientData('webauthn.get', challenge, lies);
    const authData = this.head(lies.rpId ?? rpId, lies);
    const key = lies.forged ? p256().privateKey : this.keys.privateKey;
    const signature = sign('sha256', Buffer.concat([authData, sha256(clientData)]), key);
    return this.wrap(
      {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: (lies.userHandle ?? this.userHandle) || undefined,
      },
      lies,
    );
  }

  private wrap(response: object, { credentialId = this.credentialId }: Mischief = {}): object {
    return {
      id: credentialId,
      rawId: credentialId,
      type: 'public-key',
      response,
      clientExtensionResults: {},
      authenticatorAttachment: 'platform',
    };
  }

  private clientData(type: string, challenge: string, lies: Mischief): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? challenge,
        origin: lies.origin ?? this.origin,
        crossOrigin: false,
      }),
    );
  }

  /** RP id hash, flags, counter; an authenticator that counts counts every answer. */
  private head(rpId: string, lies: Mischief, more = 0): Buffer {
    if (this.counter > 0) this.counter += 1;
    const present = lies.userPresent === false ? 0 : 0x01;
    const verified = lies.userVerified === false ? 0 : 0x04;
    const head = Buffer.alloc(5);
    head.writeUInt8(present | verified | more);
    head.writeUInt32BE(lies.counter ?? this.counter, 1);
    return Buffer.concat([sha256(rpId), head]);
  }
}

/** RFC 9053: an EC2 key on P-256 for ES256. */
function coseOf(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
  const key = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, bytes(x)],
    [-3, bytes(y)],
  ]);
  return Buffer.from(isoCBOR.encode(key));
}
