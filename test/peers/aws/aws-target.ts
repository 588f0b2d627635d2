import { newId, Redacted, ulidOf } from '../../../src/kernel';
import type { IssuedCredential, LeaseTarget, TargetSystem } from '../../../src/modules/connectors/connector';
import { aLeaseIsAbout } from '../postgres-target';
import type { Role } from './account';
import { AwsPeer } from './aws-peer';
import { handingOut, policy, trusting } from './prepared-account';
import { keysShown, readSample, type PersonKeys } from './sample-client';

export const EXTERNAL_ID = 'sallyport-test';

/** An account prepared as docs/how-to/connect-aws.md says: a broker with keys, and roles that it may hand out. */
export interface AwsTarget {
  readonly peer: AwsPeer;
  readonly role: Role;
  readonly brokerKeys: PersonKeys;
  readonly system: TargetSystem;
  /** The same account, reached by somebody who may do nothing. */
  readonly powerless: TargetSystem;
  addRole(name: string, over?: { maxSessionDuration?: number; trust?: object; account?: string }): Role;
  stop(): Promise<void>;
}

export const trustPolicy = (externalId: string | undefined = EXTERNAL_ID): object => trusting(externalId);

export async function startAwsTarget(): Promise<AwsTarget> {
  const peer = await AwsPeer.start();
  const { key } = peer.account.addUser('broker', [handingOut(['*'])]);
  const brokerKeys = { accessKeyId: key.id, secretAccessKey: key.secret };
  const powerless = peer.account.addUser('powerless', []).key;
  const addRole: AwsTarget['addRole'] = (name, over = {}) =>
    peer.account.addRole(name, {
      trust: trustPolicy(),
      inline: {
        reads: policy({ Effect: 'Allow', Action: ['sample:Read', 'iam:ListAccountAliases'], Resource: '*' }),
      },
      ...over,
    });
  return {
    peer,
    role: addRole('customer-reader'),
    brokerKeys,
    system: awsSystem(peer, brokerKeys),
    powerless: awsSystem(peer, { accessKeyId: powerless.id, secretAccessKey: powerless.secret }),
    addRole,
    stop: () => peer.stop(),
  };
}

export const awsSystem = (
  { endpoint }: AwsPeer,
  keys: PersonKeys,
  settings: Record<string, unknown> = {},
): TargetSystem => ({
  id: newId(),
  key: 'customer-account',
  name: 'Customer account',
  kind: 'aws',
  settings: {
    region: 'eu-west-3',
    externalId: EXTERNAL_ID,
    endpoints: { sts: endpoint, iam: endpoint, signIn: `${endpoint}/federation` },
    ...settings,
  },
  credential: new Redacted(JSON.stringify(keys)),
});

/** A lease of a role that lasts an hour by the peer's clock, unless told otherwise. */
export function aSessionLease(
  { peer, role }: Pick<AwsTarget, 'peer' | 'role'>,
  entitlement: Record<string, unknown> = {},
  seconds = 3_600,
): LeaseTarget {
  const leaseId = newId();
  return {
    leaseId,
    targetName: `sp_${ulidOf(leaseId)}`,
    entitlement: { roleArn: role.arn, ...entitlement },
    expiresAt: new Date(peer.clock.now().getTime() + seconds * 1_000),
    about: aLeaseIsAbout(),
  };
}

/** The keys in what the person was shown. */
export function keysOf(credential: IssuedCredential): Required<PersonKeys> {
  return keysShown(credential.formats.find(({ id }) => id === 'credential-process')!.text.reveal());
}

export const canReadSample = async (peer: AwsPeer, credential: IssuedCredential): Promise<boolean> =>
  (await readSample(peer, keysOf(credential))).status === 200;
