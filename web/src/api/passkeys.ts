import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';
import { ProblemError } from './problem';

/** The browser's half of WebAuthn, fetched when a passkey is wanted and not with the first page. */
const library = () => import('@simplewebauthn/browser');

export const browserHasPasskeys = (): boolean => 'PublicKeyCredential' in globalThis;

const CANCELLED = 'client.passkey_cancelled';

/** What the browser says is for developers; this is what a person can do about it. */
function asRefusal(error: unknown): ProblemError {
  const known = error instanceof Error && error.name === 'InvalidStateError';
  return new ProblemError({
    status: 0,
    code: known ? 'client.passkey_known' : CANCELLED,
    detail: known
      ? 'This device has a passkey for you already. Choose another device or security key.'
      : 'No passkey was given. Try again, or use another way.',
  });
}

/** The server says options in the JSON of WebAuthn Level 3, which the browser reads; nothing of it is ours to look at. */
type ServerOptions = Readonly<Record<string, unknown>>;

export async function createPasskey(options: ServerOptions): Promise<RegistrationResponseJSON> {
  const { startRegistration } = await library();
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  return startRegistration({ optionsJSON }).catch((error: unknown) => Promise.reject(asRefusal(error)));
}

export async function askPasskey(
  options: ServerOptions,
  autofill = false,
): Promise<AuthenticationResponseJSON> {
  const { startAuthentication } = await library();
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  return startAuthentication({ optionsJSON, useBrowserAutofill: autofill }).catch((error: unknown) =>
    Promise.reject(asRefusal(error)),
  );
}

/** Whether the browser offers passkeys where a name is typed. */
export async function canAutofill(): Promise<boolean> {
  if (!browserHasPasskeys()) return false;
  const { browserSupportsWebAuthnAutofill } = await library();
  return browserSupportsWebAuthnAutofill();
}

/** Takes back a question that was put where a name is typed. */
export async function forgetAutofill(): Promise<void> {
  const { WebAuthnAbortService } = await library();
  WebAuthnAbortService.cancelCeremony();
}
