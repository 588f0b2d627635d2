import { accessDenied, AwsFault } from './answers';
import { ACCOUNT, type Account, type Session, type User } from './account';
import type { RequestContext } from './conditions';
import { evaluate } from './evaluate-policy';

/** Who asks, from where and when: everything that policies are evaluated with. */
export interface Caller {
  readonly user?: User;
  readonly session?: Session;
  readonly arn: string;
  /** For which IAM answers this caller. */
  readonly account: string;
  readonly userId: string;
  readonly context: RequestContext;
}

export function callerOf(account: Account, keyId: string, now: Date, sourceIp: string): Caller {
  const user = account.users.get(keyId);
  const session = account.sessions.get(keyId);
  if (session && session.expiresAt <= now) {
    throw new AwsFault('ExpiredToken', 403, 'The security token included in the request is expired');
  }
  const arn = session
    ? `arn:aws:sts::${session.role.account}:assumed-role/${session.role.name}/${session.name}`
    : `arn:aws:iam::${ACCOUNT}:user/${user?.name ?? ''}`;
  const userId = session ? `${session.role.id}:${session.name}` : keyId;
  const context = {
    'aws:currenttime': now.toISOString(),
    'aws:userid': userId,
    'aws:principalarn': arn,
    'aws:sourceip': sourceIp,
    'aws:viaawsservice': 'false',
    ...(session && contextOf(session)),
  };
  return { user, session, arn, account: session?.role.account ?? ACCOUNT, userId, context };
}

const contextOf = ({ role, issuedAt, sourceIdentity, tags }: Session): RequestContext => ({
  'aws:tokenissuetime': issuedAt.toISOString().replace(/\.\d{3}/, ''),
  'aws:principalarn': role.arn,
  'aws:sourceidentity': sourceIdentity,
  ...Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [`aws:principaltag/${key.toLowerCase()}`, value]),
  ),
});

/**
 * Refuses as AWS words it: an explicit deny says in which kind of policy it stands. `forbidden` are rights that a test has
 * taken away.
 */
export function authorize(
  caller: Caller,
  action: string,
  resource: string,
  now: Date,
  forbidden: ReadonlySet<string>,
): void {
  const asked = { action, resource, context: caller.context };
  const refuse = (because: string): never => {
    throw accessDenied(
      `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${because}`,
    );
  };
  const identity = caller.session
    ? caller.session.role.inForce(now.getTime())
    : (caller.user?.policies ?? []);
  const verdict = evaluate(identity, asked);
  if (verdict === 'denied') refuse('with an explicit deny in an identity-based policy');
  const limits = caller.session?.limits;
  const limited = limits ? evaluate([limits], asked) : 'allowed';
  if (limited === 'denied') refuse('with an explicit deny in a session policy');
  if (verdict !== 'allowed' || (caller.user && forbidden.has(action)))
    refuse(`because no identity-based policy allows the ${action} action`);
  if (limited !== 'allowed') refuse(`because no session policy allows the ${action} action`);
}
