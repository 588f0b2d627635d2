import { AwsFault, type XmlValue } from './answers';
import type { Account, Role } from './account';
import type { Caller } from './caller';
import { parsePolicy } from './policy-document';

export interface IamSettings {
  /** Milliseconds until a written policy is in force. */
  readonly spreadsWithin: number;
}

type IamAction = (role: Role, form: URLSearchParams, now: Date, settings: IamSettings) => XmlValue;

const encoded = (document: string): string => encodeURIComponent(document);

const policyOf = (role: Role, name: string): string => {
  const text = role.policies.get(name);
  if (text !== undefined) return text;
  throw new AwsFault('NoSuchEntity', 404, `The role policy with name ${name} cannot be found.`);
};

/** The calls of IAM that concern one role; each answers what stands between the result tags. */
export const IAM_ACTIONS: Readonly<Record<string, IamAction | undefined>> = {
  GetRole: (role) => ({
    Role: {
      Path: '/',
      RoleName: role.name,
      RoleId: role.id,
      Arn: role.arn,
      CreateDate: '2026-01-01T00:00:00Z',
      AssumeRolePolicyDocument: encoded(JSON.stringify(role.trust)),
      MaxSessionDuration: role.maxSessionDuration,
    },
  }),
  ListRolePolicies: (role) => ({ PolicyNames: [...role.policies.keys()], IsTruncated: 'false' }),
  GetRolePolicy: (role, form) => {
    const name = form.get('PolicyName') ?? '';
    return { RoleName: role.name, PolicyName: name, PolicyDocument: encoded(policyOf(role, name)) };
  },
  PutRolePolicy: (role, form, now, { spreadsWithin }) => {
    const text = form.get('PolicyDocument') ?? '';
    if (!parsePolicy(text)) throw new AwsFault('MalformedPolicyDocument', 400, 'Syntax errors in policy.');
    role.write(form.get('PolicyName') ?? '', text, now.getTime() + spreadsWithin);
    return {};
  },
  DeleteRolePolicy: (role, form, now, { spreadsWithin }) => {
    const name = form.get('PolicyName') ?? '';
    policyOf(role, name);
    role.write(name, undefined, now.getTime() + spreadsWithin);
    return {};
  },
};

export const iamAnswer = (
  account: Account,
  caller: Caller,
  action: string,
  form: URLSearchParams,
  now: Date,
  settings: IamSettings,
): XmlValue => {
  if (action === 'ListAccountAliases') return { AccountAliases: ['peer'], IsTruncated: 'false' };
  const known = IAM_ACTIONS[action];
  if (!known) throw new AwsFault('InvalidAction', 400, `Could not find operation ${action}`);
  return known(account.role(form.get('RoleName') ?? '', caller.account), form, now, settings);
};
