import type { Grant } from '../../api/types';

/** One right of a grant, for which a log-in can be made, or made anew. */
export interface LogInChoice {
  readonly entitlementId: string;
  readonly name: string;
  readonly system: string;
  /** There is one already: a new one takes its place. */
  readonly replace: boolean;
  /** What is signed for exactly this: this log-in, and in whose place. */
  readonly digest: string;
}

type Claimable = Pick<Grant, 'profile' | 'leases'>;

/** What may be claimed under a grant, right by right. */
export const logInChoices = ({ profile, leases }: Claimable): LogInChoice[] =>
  profile.entitlements.map(({ id, name, system, claimDigest, replaceDigest }) => {
    const replace = leases.some(
      ({ entitlement, state }) => entitlement.id === id && (state === 'live' || state === 'issuing'),
    );
    return { entitlementId: id, name, system, replace, digest: replace ? replaceDigest : claimDigest };
  });

/** With one right its name would only be in the way. */
export function claimWords({ name, system, replace }: LogInChoice, several: boolean): string {
  const verb = replace ? 'New log-in' : 'Reveal log-in';
  return several ? `${verb}: ${name} at ${system}` : verb;
}
