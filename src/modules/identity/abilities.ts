import { AbilityBuilder, createMongoAbility, type ForcedSubject, type MongoAbility } from '@casl/ability';
import type { Principal } from '../../platform/http/principal';

/**
 * Who may do what. Least privilege: everybody may ask for access, see and end what is their own, and decide where they
 * are asked to; the lines of a job role add to that. A job role without a line here adds nothing.
 */
const OF_EVERYBODY = ['approvals.decide'] as const;

const OF_JOB_ROLE = {
  cto: [
    'audit.read',
    'audit.export',
    'requests.read-all',
    'grants.read-all',
    'grants.end-any',
    'systems.read',
    'systems.check',
    'policy.read',
    'policy.propose',
    'policy.approve',
    'people.read',
    'people.manage',
    'people.record',
    'factors.administer',
    'people.invite',
    'people.unlock',
  ],
  'tech-lead': [
    'audit.read',
    'audit.export',
    'requests.read-all',
    'grants.read-all',
    'grants.end-any',
    'systems.read',
    'systems.check',
    'policy.read',
    'policy.propose',
    'policy.approve',
    'people.read',
    // Of two people one may be away when somebody has to be stopped; nobody suspends themselves or the last of the circle.
    'people.manage',
    'people.record',
    'factors.administer',
    'people.unlock',
  ],
  // Oversees, and ends nothing: GDPR Art. 38 (6) keeps the data protection officer out of decisions on the means.
  dpo: [
    'audit.read',
    'audit.export',
    'requests.read-all',
    'grants.read-all',
    'systems.read',
    'policy.read',
    // As a witness: no change of the circle without, and one word stops it.
    'policy.approve',
    'people.read',
    'people.record',
  ],
} as const;

/** Job roles that never work with a password alone, whatever the policy makes of them; its approvers do not either. */
const NEEDS_SECOND_FACTOR: ReadonlySet<string> = new Set(['cto', 'tech-lead', 'dpo']);

/** A line of the lists above: what an endpoint demands (`access`) and what the web app shows or hides by. */
export type AbilityName =
  (typeof OF_EVERYBODY)[number] | (typeof OF_JOB_ROLE)[keyof typeof OF_JOB_ROLE][number];

type AreaOf<Name> = Name extends `${infer Area}.${string}` ? Area : never;

/** What a rule about one object looks at; callers pass at least these fields. */
interface GrantFacts {
  readonly personId: string;
}
interface RequestFacts {
  readonly requesterId: string;
  /** Everybody who was asked about its present version, and everybody who has decided on it. */
  readonly approverIds: readonly string[];
}

type Judged =
  | AreaOf<AbilityName>
  | (GrantFacts & ForcedSubject<'Grant'>)
  | (RequestFacts & ForcedSubject<'AccessRequest'>);

/**
 * Objects are judged as rows: `can('end', subject('Grant', { ...row }))`. The bare word 'Grant' does not compile here:
 * asked about a type instead of an object, CASL leaves the conditions out and answers yes.
 */
export interface SallyportAbility {
  can(action: string, on: Judged): boolean;
}

type Rules = MongoAbility<[string, Judged | 'Grant' | 'AccessRequest']>;

export type Holder = Pick<Principal, 'personId' | 'jobRoles'>;

export function abilityOf(holder: Holder): SallyportAbility {
  const { can, build } = new AbilityBuilder<Rules>(createMongoAbility);
  const names = abilityNames(holder.jobRoles);
  for (const name of names) can(...areaRule(name));

  can(['read', 'end'], 'Grant', { personId: holder.personId });
  can(['read', 'edit', 'cancel'], 'AccessRequest', { requesterId: holder.personId });
  can(['read', 'decide'], 'AccessRequest', { approverIds: holder.personId });

  if (names.has('grants.read-all')) can('read', 'Grant');
  if (names.has('grants.end-any')) can('end', 'Grant');
  if (names.has('requests.read-all')) can('read', 'AccessRequest');
  // CASL's own "any action" is called `manage`, and ours of that name is one action among others.
  return build({ anyAction: '*', anySubjectType: '*' });
}

/** The abilities that hold whatever the object, in alphabetical order. */
export const abilitiesOf = (jobRoles: readonly string[]): AbilityName[] => [...abilityNames(jobRoles)].sort();

export const jobNeedsSecondFactor = (jobRoles: readonly string[]): boolean =>
  jobRoles.some((jobRole) => NEEDS_SECOND_FACTOR.has(jobRole));

const linesOf: ReadonlyMap<string, readonly AbilityName[]> = new Map(Object.entries(OF_JOB_ROLE));

const abilityNames = (jobRoles: readonly string[]): ReadonlySet<AbilityName> =>
  new Set([...OF_EVERYBODY, ...jobRoles.flatMap((jobRole) => linesOf.get(jobRole) ?? [])]);

/** `audit.read` is the action `read` on the area `audit`. */
export function areaRule(name: string): [action: string, area: AreaOf<AbilityName>] {
  const [area, action] = name.split('.');
  return [action, area as AreaOf<AbilityName>];
}
