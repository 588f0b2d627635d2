import { randomBytes } from 'node:crypto';
import type { AccessKey } from './signature';
import { parsePolicy, sizeOfPolicy, type PolicyDocument } from './policy-document';
import { AwsFault } from './answers';

/** The account whose users and roles ask and are asked for; IAM answers each caller for the caller's own account only. */
export const ACCOUNT = '111122223333';
const MOST_INLINE = 10_240;

export interface Session {
  readonly key: AccessKey;
  readonly role: Role;
  readonly name: string;
  readonly sourceIdentity: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** What the session policies allow at most; undefined where there is none. */
  readonly limits: PolicyDocument | undefined;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

export interface User {
  readonly name: string;
  readonly key: AccessKey;
  readonly policies: readonly PolicyDocument[];
}

interface Version {
  readonly since: number;
  readonly policies: ReadonlyMap<string, string>;
}

const identifier = (prefix: string): string => prefix + randomBytes(8).toString('hex').toUpperCase();

const madeUpKey = (): AccessKey => ({
  id: identifier('AKIA'),
  secret: `canary-${randomBytes(20).toString('base64')}`,
});

export interface RoleOptions {
  /** Of another account, which trusts this one. */
  readonly account?: string;
  readonly trust: object;
  readonly maxSessionDuration?: number;
  readonly inline?: Readonly<Record<string, object>>;
}

/** A role with its inline policies. What is written is read at once and takes effect when AWS has spread it. */
export class Role {
  readonly id = identifier('AROA');
  readonly account: string;
  readonly arn: string;
  trust: object;
  readonly maxSessionDuration: number;
  private versions: Version[];
  private deleted = false;

  constructor(
    readonly name: string,
    options: RoleOptions,
  ) {
    this.account = options.account ?? ACCOUNT;
    this.arn = `arn:aws:iam::${this.account}:role/${name}`;
    this.trust = options.trust;
    this.maxSessionDuration = options.maxSessionDuration ?? 3_600;
    const inline = Object.entries(options.inline ?? {}).map(
      ([policy, document]) => [policy, JSON.stringify(document)] as const,
    );
    this.versions = [{ since: 0, policies: new Map(inline) }];
  }

  get policies(): ReadonlyMap<string, string> {
    return this.versions.at(-1)!.policies;
  }

  /** Those in force at a moment: the newest that have spread by then. */
  inForce(now: number): PolicyDocument[] {
    if (this.deleted) return [];
    const version = this.versions.findLast(({ since }) => since <= now);
    return [...(version?.policies.values() ?? [])].map((text) => parsePolicy(text)!);
  }

  /** Its sessions lose with it whatever they could do. */
  delete(): void {
    this.deleted = true;
  }

  write(policy: string, text: string | undefined, since: number): void {
    const policies = new Map(this.policies);
    if (text === undefined) policies.delete(policy);
    else policies.set(policy, text);
    const size = [...policies.values()].reduce((sum, one) => sum + sizeOfPolicy(one), 0);
    if (size > MOST_INLINE) {
      throw new AwsFault(
        'LimitExceeded',
        409,
        `Maximum policy size of ${MOST_INLINE} bytes exceeded for role ${this.name}`,
      );
    }
    this.versions = [...this.versions.slice(-50), { since, policies }];
  }
}

/** One AWS account with the roles of others that trust it: users with access keys, roles, and the sessions that STS handed out. */
export class Account {
  readonly users = new Map<string, User>();
  /** By ARN. */
  private readonly roles = new Map<string, Role>();
  readonly sessions = new Map<string, Session>();
  readonly buckets = new Map<string, ReadonlyMap<string, string>>();

  addUser(name: string, policies: readonly object[], key: AccessKey = madeUpKey()): User {
    const user: User = {
      name,
      key,
      policies: policies.map((one) => parsePolicy(JSON.stringify(one))!),
    };
    this.users.set(user.key.id, user);
    return user;
  }

  addRole(name: string, options: RoleOptions): Role {
    const role = new Role(name, options);
    this.roles.set(role.arn, role);
    return role;
  }

  deleteRole(name: string): void {
    const role = this.role(name);
    role.delete();
    this.roles.delete(role.arn);
  }

  roleAt(arn: string): Role | undefined {
    return this.roles.get(arn);
  }

  /** IAM is asked by the name alone. */
  role(name: string, account = ACCOUNT): Role {
    const role = this.roles.get(`arn:aws:iam::${account}:role/${name}`);
    if (role) return role;
    throw new AwsFault('NoSuchEntity', 404, `The role with name ${name} cannot be found.`);
  }

  addSession(session: Omit<Session, 'key'>): Session {
    const key = {
      id: identifier('ASIA'),
      secret: randomBytes(30).toString('base64'),
      token: randomBytes(200).toString('base64'),
    };
    const added = { ...session, key };
    this.sessions.set(key.id, added);
    return added;
  }

  keyOf = (id: string): AccessKey | undefined => (this.users.get(id) ?? this.sessions.get(id))?.key;
}
