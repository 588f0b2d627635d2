import type { Entitlement, Grant } from './answers';
import { CommandFailure, EXIT } from './exit-code';

export interface Wanted {
  /** Key of an access profile, or id of a grant or its request. */
  readonly what: string;
  /** Of the system: `aws`, `postgres`. */
  readonly kind: string;
  /** Key or name of the entitlement, or name of its system, where a profile has several. */
  readonly entitlement?: string;
}

export interface ChosenLogIn {
  readonly grant: Grant;
  readonly entitlement: Entitlement;
}

const IN_USE_FIRST = ['active', 'claimable', 'scheduled'];

/** What is to happen to a grant, as its `may` calls it, and as a sentence does. */
const CAN_BE = { claim: 'used', end: 'given back', extend: 'extended' } as const;

/** The grant that the person means, or a sentence that says what is missing. */
export function chooseGrant(grants: readonly Grant[], what: string, use: keyof typeof CAN_BE): Grant {
  const grant = grants
    .filter(({ id, requestId, profile }) => [id, requestId, profile.key].includes(what))
    .filter(({ may }) => may[use])
    .sort((one, other) => IN_USE_FIRST.indexOf(one.state) - IN_USE_FIRST.indexOf(other.state))
    .at(0);
  if (grant) return grant;
  throw new CommandFailure(
    EXIT.notFound,
    `You have no grant of “${what}” that can be ${CAN_BE[use]} now. “sallyport ls” shows yours.`,
  );
}

export function chooseLogIn(grants: readonly Grant[], wanted: Wanted): ChosenLogIn {
  const grant = chooseGrant(grants, wanted.what, 'claim');
  return { grant, entitlement: entitlementOf(grant, wanted) };
}

function entitlementOf({ profile }: Grant, { kind, entitlement }: Wanted): Entitlement {
  const ofKind = profile.entitlements.filter((one) => one.kind === kind);
  const named = ofKind.filter(
    ({ key, name, system }) => entitlement === undefined || [key, name, system].includes(entitlement),
  );
  if (named.length === 1) return named[0];
  const names = ofKind.map(({ key, name, system }) => `${key} (“${name}”, ${system})`).join(', ');
  if (ofKind.length === 0)
    throw new CommandFailure(EXIT.notFound, `“${profile.name}” has no log-in of the kind ${kind}.`);
  throw new CommandFailure(EXIT.usage, `Which of them? Say --entitlement with one of: ${names}.`);
}
