import { useMutation } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { askPasskey } from '../passkeys';
import { asProblem } from '../problem';
import type { FactorKind } from '../types';
import type { TypedProof } from './session';

const OWN_FACTOR_ACTIONS = [
  'identity.add_factor',
  'identity.remove_factor',
  'identity.make_recovery_codes',
] as const;
type OwnFactorAction = (typeof OWN_FACTOR_ACTIONS)[number];

/**
 * A recovery code changes a person's own factors; it approves nothing and takes no log-in. Without an approval only a passkey
 * will do.
 */
export function suffices(kind: FactorKind, { action }: Signing): boolean {
  if (action === 'requests.break-glass') return kind === 'passkey';
  return kind !== 'recovery-code' || OWN_FACTOR_ACTIONS.some((own) => own === action);
}

/** One action on one thing in exactly the shape whose digest was shown. */
export interface Signing {
  readonly action:
    | 'requests.approve'
    | 'requests.deny'
    | 'requests.break-glass'
    | 'requests.review-break-glass'
    | 'grants.claim'
    | 'absences.record'
    | 'grants.end-everything'
    | 'grants.lift-halt'
    | 'identity.allow-device'
    | 'slack.bind-account'
    | 'identity.make-token'
    | OwnFactorAction
    | `policy.${'approve' | 'stop'}-change`
    | `identity.${'issue_enrolment_code' | 'remove_factors' | 'lift_hold'}`
    | `identity.${'change_password' | 'unlink_account'}`
    | `people.${'suspend' | 'bring-back' | 'invite' | 'unlock' | 'record-prerequisite' | 'import-list'}`
    | `people.${'make' | 'end'}-scim-token`;
  readonly subjectId: string;
  readonly digest: string;
}

/** What goes with a call that was signed, or will be refused with what to sign. */
export const signed = (stepUpToken: string | undefined) =>
  stepUpToken === undefined ? {} : { headers: { 'Sallyport-Step-Up': stepUpToken } };

/**
 * Sends something without a second factor, for the broker to answer what exactly has to be signed. Undefined where it was
 * refused for another reason, which the call's own state holds.
 */
export async function whatToSign(
  action: Signing['action'],
  send: () => Promise<unknown>,
): Promise<Signing | undefined> {
  try {
    await send();
  } catch (failure) {
    const { stepUp } = asProblem(failure);
    return stepUp && { ...stepUp, action };
  }
  return undefined;
}

/** Trades a fresh second factor for a token that is good for this one action. */
export const useStepUp = () =>
  useMutation({
    mutationFn: async ({ signing, proof }: { signing: Signing; proof: TypedProof }) => {
      const body = proof === 'passkey' ? { passkey: await passkeyFor(signing) } : proof;
      return answerOf(api.POST('/api/v1/step-ups', { body: { ...signing, ...body } }));
    },
  });

async function passkeyFor({ action, subjectId, digest }: Signing) {
  const body = { action, subjectId, digest };
  const { publicKey } = await answerOf(api.POST('/api/v1/step-ups/passkey-options', { body }));
  return (await askPasskey(publicKey)) as never;
}
