/** Characters that STS takes for the session policy and the ARNs of managed ones together. */
export const LONGEST_POLICY = 2_048;

export interface Narrowing {
  readonly sessionPolicy?: readonly object[] | undefined;
  readonly managedPolicyArns: readonly string[];
  readonly restrictToAddress: boolean;
}

/** What the policy of one session adds to the entitlement's own narrowing. */
export interface SessionBounds {
  /** From this moment on the session may do nothing. */
  readonly end: Date;
  /** Where the person asked from; needed only where the entitlement binds sessions to it. */
  readonly address: string | undefined;
}

const EVERYTHING = { Action: '*', Resource: '*' };

/**
 * The session policy as STS takes it. AWS itself refuses everything from the grant's end on, whoever is dead: the session may
 * live longer, and is worth nothing (I5, I6).
 */
export function sessionPolicy(narrowing: Narrowing, { end, address }: SessionBounds): string {
  const statements = [
    ...allowed(narrowing),
    {
      Effect: 'Deny',
      ...EVERYTHING,
      Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': instant(end) } },
    },
    ...(narrowing.restrictToAddress && address !== undefined ? [outside(address)] : []),
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** Managed session policies allow by themselves: an Allow of everything beside them would undo them. */
function allowed({ sessionPolicy: statements, managedPolicyArns }: Narrowing): readonly object[] {
  if (statements) return statements;
  return managedPolicyArns.length > 0 ? [] : [{ Effect: 'Allow', ...EVERYTHING }];
}

/** A service that acts for the session, such as Athena at S3, calls from addresses of its own. */
const outside = (address: string): object => ({
  Effect: 'Deny',
  ...EVERYTHING,
  Condition: {
    NotIpAddress: { 'aws:SourceIp': address },
    Bool: { 'aws:ViaAWSService': 'false' },
  },
});

export const wholeSecond = (at: Date): Date => new Date(Math.floor(at.getTime() / 1_000) * 1_000);

/** Whole seconds, rounded down: AWS compares what it is given, and a session must not outlive its grant by a fraction. */
export const instant = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

const LONGEST_BOUNDS: SessionBounds = {
  end: new Date('2026-01-01T00:00:00.000Z'),
  address: 'ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255',
};

/** Characters that the policies of a session of this entitlement can come to. */
export const sizeAtWorst = (narrowing: Narrowing): number =>
  sessionPolicy(narrowing, LONGEST_BOUNDS).length + narrowing.managedPolicyArns.join('').length;
