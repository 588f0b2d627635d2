import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { conflict, SECOND } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import type { Person } from '../../directory';
import { CHALLENGE_SECONDS } from '../domain/challenge';
import type { NewPasskey, Passkey } from './passkey.repository';

const RP_NAME = 'Sallyport';
const TIMEOUT = CHALLENGE_SECONDS * SECOND;

/** Ed25519, ECDSA P-256, RSA: what every authenticator of today can (COSE algorithms). */
const ALGORITHMS = [-8, -7, -257];

/** Loaded by the first who uses a passkey: a start does not wait for its three hundred files. */
const load = () => import('@simplewebauthn/server');

type Registered = Pick<NewPasskey, 'credentialId' | 'publicKey' | 'signCount' | 'transports' | 'synced'>;

/** What a valid answer says of the authenticator. */
export interface Asserted {
  readonly signCount: number;
  readonly synced: boolean;
}

/**
 * The ceremonies of WebAuthn Level 3 for this installation: exactly its origin, its domain as the relying party, and an
 * authenticator that has verified its owner by PIN or body, which is what makes a passkey two factors in one.
 */
@Injectable()
export class WebAuthn {
  readonly origin: string;
  private readonly rpId: string;

  constructor(@Inject(ENVIRONMENT) { publicUrl }: Environment) {
    const url = new URL(publicUrl);
    this.origin = url.origin;
    this.rpId = url.hostname;
  }

  /** A relying party is a domain; an address of the network is none, and browsers refuse it. */
  get possible(): boolean {
    return isIP(this.rpId.replace(/^\[|\]$/g, '')) === 0;
  }

  async creationOptions(
    person: Person,
    existing: readonly Passkey[],
    challenge: string,
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    this.assertPossible();
    const { generateRegistrationOptions } = await load();
    return generateRegistrationOptions({
      rpName: RP_NAME,
      rpID: this.rpId,
      userID: new Uint8Array(Buffer.from(person.id)),
      userName: person.handle,
      userDisplayName: person.name,
      challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
      timeout: TIMEOUT,
      attestationType: 'none',
      excludeCredentials: existing.map(descriptor),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      supportedAlgorithmIDs: ALGORITHMS,
    });
  }

  /** Without passkeys to choose from, the browser offers those it knows for this site. */
  async requestOptions(
    allowed: readonly Passkey[],
    challenge: string,
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    this.assertPossible();
    const { generateAuthenticationOptions } = await load();
    return generateAuthenticationOptions({
      rpID: this.rpId,
      allowCredentials: allowed.map(descriptor),
      challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
      timeout: TIMEOUT,
      userVerification: 'required',
    });
  }

  /** Undefined when anything about the answer is not as the standard and this installation want it. */
  async registered(response: RegistrationResponseJSON, challenge: string): Promise<Registered | undefined> {
    const { verifyRegistrationResponse } = await load();
    const verified = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: this.origin,
      expectedRPID: this.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    }).catch(() => undefined);
    if (!verified?.verified) return undefined;
    const { credential, credentialDeviceType } = verified.registrationInfo;
    return {
      credentialId: Buffer.from(credential.id, 'base64url'),
      publicKey: Buffer.from(credential.publicKey),
      signCount: credential.counter,
      transports: response.response.transports ?? [],
      synced: credentialDeviceType === 'multiDevice',
    };
  }

  /** The counter is for the database to judge, which knows what every process has seen. */
  async asserted(
    response: AuthenticationResponseJSON,
    challenge: string,
    passkey: Passkey,
  ): Promise<Asserted | undefined> {
    const { verifyAuthenticationResponse } = await load();
    const verified = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: this.origin,
      expectedRPID: this.rpId,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId.toString('base64url'),
        publicKey: new Uint8Array(passkey.publicKey),
        counter: 0,
        transports: [...passkey.transports],
      },
    }).catch(() => undefined);
    if (!verified?.verified) return undefined;
    const { newCounter, credentialDeviceType } = verified.authenticationInfo;
    return { signCount: newCounter, synced: credentialDeviceType === 'multiDevice' };
  }

  private assertPossible(): void {
    if (this.possible) return;
    throw conflict(
      'identity.passkeys_not_possible',
      'Passkeys need Sallyport at a name: open it as localhost or at its domain instead of at a network address.',
    );
  }
}

const descriptor = ({ credentialId, transports }: Passkey) => ({
  id: credentialId.toString('base64url'),
  transports: [...transports],
});

/** What the browser says it was asked, without believing it yet. */
export function clientDataOf(clientDataJSON: string): {
  readonly challenge?: string;
  readonly origin?: string;
} {
  try {
    const data = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as Record<string, unknown>;
    return {
      challenge: typeof data.challenge === 'string' ? data.challenge : undefined,
      origin: typeof data.origin === 'string' ? data.origin : undefined,
    };
  } catch {
    return {};
  }
}
