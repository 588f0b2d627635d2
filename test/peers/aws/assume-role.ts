import { deflateRawSync } from 'node:zlib';
import { accessDenied, AwsFault, invalidValue, type XmlValue } from './answers';
import type { Account, Role, Session } from './account';
import { authorize, type Caller } from './caller';
import { evaluate } from './evaluate-policy';
import { parsePolicy } from './policy-document';

const NAME = /^[\w+=,.@-]{2,64}$/;
const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
const LONGEST_CHAINED = 3_600;
const LONGEST = 43_200;

export interface AssumeRoleLimits {
  /** Rights that a test has taken away, in the trust policy and at the caller. */
  readonly forbidden: ReadonlySet<string>;
  /** Bytes that policy and tags may take when AWS packs them. How it packs is its secret: deflate stands for it here. */
  readonly packedBytes: number;
}

/** STS AssumeRole: what is checked, in the order in which AWS tells it. */
export function assumeRole(
  account: Account,
  caller: Caller,
  form: URLSearchParams,
  now: Date,
  limits: AssumeRoleLimits,
): XmlValue {
  const asked = readForm(form);
  const role = account.roleAt(asked.roleArn);
  if (!role) throw notAuthorized(caller, 'sts:AssumeRole', asked.roleArn);
  assertTrusted(role, caller, asked, now, limits);
  assertDuration(role, caller, asked.seconds);
  const packed = packedSize(asked, limits.packedBytes);
  if (packed !== undefined && packed > 100) {
    throw new AwsFault(
      'PackedPolicyTooLarge',
      400,
      `The packed size of session tags and policies is ${packed} % of what is allowed`,
    );
  }
  const session = account.addSession({
    role,
    name: asked.name,
    sourceIdentity: asked.sourceIdentity ?? caller.session?.sourceIdentity,
    tags: asked.tags,
    limits: asked.policy === undefined ? undefined : parsePolicy(asked.policy),
    issuedAt: now,
    expiresAt: new Date(now.getTime() + asked.seconds * 1_000),
  });
  return answer(session, packed);
}

interface Asked {
  readonly roleArn: string;
  readonly name: string;
  readonly seconds: number;
  readonly policy: string | undefined;
  readonly externalId: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

function readForm(form: URLSearchParams): Asked {
  const given = (name: string): string | undefined => form.get(name) ?? undefined;
  const asked: Asked = {
    roleArn: given('RoleArn') ?? '',
    name: given('RoleSessionName') ?? '',
    seconds: Number(given('DurationSeconds') ?? 3_600),
    policy: given('Policy'),
    externalId: given('ExternalId'),
    sourceIdentity: given('SourceIdentity'),
    tags: readTags(form),
  };
  assertWellFormed(asked, form);
  return asked;
}

function assertWellFormed({ name, sourceIdentity, policy }: Asked, form: URLSearchParams): void {
  if (!NAME.test(name)) throw constraint('roleSessionName', String.raw`[\w+=,.@-]*`);
  if (sourceIdentity !== undefined && !NAME.test(sourceIdentity))
    throw constraint('sourceIdentity', String.raw`[\w+=,.@-]*`);
  const arns = [...form].filter(([key]) => /^PolicyArns\.member\.\d+\.arn$/.test(key)).map(([, arn]) => arn);
  if ((policy ?? '').length + arns.join('').length > 2_048)
    throw constraint('policy', 'length less than or equal to 2048');
  if (policy !== undefined && !parsePolicy(policy))
    throw new AwsFault('MalformedPolicyDocument', 400, 'The policy is not in the valid JSON format.');
}

function readTags(form: URLSearchParams): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let index = 1; form.has(`Tags.member.${index}.Key`); index += 1) {
    const key = form.get(`Tags.member.${index}.Key`) ?? '';
    const value = form.get(`Tags.member.${index}.Value`) ?? '';
    if (!TAG_KEY.test(key) || !TAG_VALUE.test(value)) throw constraint('tags', 'the pattern of tags');
    tags[key] = value;
  }
  return tags;
}

function assertTrusted(
  role: Role,
  caller: Caller,
  asked: Asked,
  now: Date,
  { forbidden }: AssumeRoleLimits,
): void {
  const trust = parsePolicy(JSON.stringify(role.trust));
  const actions = [
    'sts:AssumeRole',
    ...(Object.keys(asked.tags).length > 0 ? ['sts:TagSession'] : []),
    ...(asked.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ];
  const context = {
    ...caller.context,
    'sts:externalid': asked.externalId,
    'sts:sourceidentity': asked.sourceIdentity,
  };
  for (const action of actions) {
    const principal = caller.session?.role.arn ?? caller.arn;
    const verdict = trust
      ? evaluate([trust], { action, resource: role.arn, context, principal })
      : 'not-mentioned';
    if (verdict !== 'allowed' || forbidden.has(action)) throw notAuthorized(caller, action, role.arn);
    authorize(caller, action, role.arn, now, forbidden);
  }
}

function assertDuration(role: Role, caller: Caller, seconds: number): void {
  if (!Number.isInteger(seconds) || seconds < 900 || seconds > LONGEST)
    throw constraint('durationSeconds', 'value between 900 and 43200');
  if (caller.session && seconds > LONGEST_CHAINED) {
    throw invalidValue(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > role.maxSessionDuration)
    throw invalidValue('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
}

function packedSize({ policy, tags }: Asked, packedBytes: number): number | undefined {
  if (policy === undefined && Object.keys(tags).length === 0) return undefined;
  const packed = deflateRawSync(`${policy ?? ''}${JSON.stringify(tags)}`).length;
  return Math.ceil((packed / packedBytes) * 100);
}

const answer = (
  { key, role, name, expiresAt, sourceIdentity }: Session,
  packed: number | undefined,
): XmlValue => ({
  Credentials: {
    AccessKeyId: key.id,
    SecretAccessKey: key.secret,
    SessionToken: key.token,
    Expiration: expiresAt.toISOString().replace(/\.\d{3}/, ''),
  },
  AssumedRoleUser: {
    AssumedRoleId: `${role.id}:${name}`,
    Arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${name}`,
  },
  SessionTokenUtilization: packed,
  PackedPolicySize: packed,
  SourceIdentity: sourceIdentity,
});

const constraint = (what: string, wanted: string): AwsFault =>
  invalidValue(
    `1 validation error detected: Value at '${what}' failed to satisfy constraint: Member must have ${wanted}`,
  );

const notAuthorized = (caller: Caller, action: string, resource: string): AwsFault =>
  accessDenied(`User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`);
