/** The kinds of proof, as they stand in the trail and beside an approval. */
export const FACTOR_KINDS = ['totp', 'passkey', 'recovery-code'] as const;
export type FactorKind = (typeof FACTOR_KINDS)[number];

/** What a first enrolment may rest on besides the account itself; the words of the session's column. */
export type SessionBasis = 'administrator' | 'single-sign-on';

/** What the enrolment of a factor rested on. */
export type EnrolmentBasis = SessionBasis | 'existing-factor' | 'own-account';

export interface EnrolmentFacts {
  readonly hasFactor: boolean;
  readonly mustHaveFactor: boolean;
  readonly sessionBasis: SessionBasis | null;
}

/**
 * What somebody may enrol a factor on; undefined where an administrator has to be asked first. A stolen password must not
 * be able to enrol the thief's factor for somebody who holds privileged rights.
 */
export function enrolmentBasis(facts: EnrolmentFacts): EnrolmentBasis | undefined {
  if (facts.hasFactor) return 'existing-factor';
  if (facts.sessionBasis) return facts.sessionBasis;
  return facts.mustHaveFactor ? undefined : 'own-account';
}

/** A first factor that nobody vouched for in person is worth less at first; one that came after another is not a first one. */
export const beginsHold = (basis: EnrolmentBasis): boolean =>
  basis === 'single-sign-on' || basis === 'own-account';

/** What a person sets right with a recovery code. Making a token, say, is not of it. */
const OWN_FACTORS: ReadonlySet<string> = new Set([
  'identity.add_factor',
  'identity.remove_factor',
  'identity.make_recovery_codes',
]);

/**
 * A recovery code lets its owner in and lets them set things right. It is paper: it approves nothing and takes no log-in.
 */
export const recoveryCodeSuffices = (action: string): boolean => OWN_FACTORS.has(action);
