import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { newId, ulidOf } from '../../src/kernel';
import { assumeRoleInput } from '../../src/modules/connectors/aws/issue-session';
import { entitlementSettings } from '../../src/modules/connectors/aws/settings';
import { quietAwsSdk } from '../../src/platform/config/environment';
import { atOnce, perSecond } from '../rounds';
import { serve } from '../support/program';

/** The bare limit of issuing at AWS: the SDK's client asks for sessions as the product does, and nothing else is done. */
const ENTITLEMENT = entitlementSettings.parse({
  roleArn: 'arn:aws:iam::111122223333:role/invoice-archive-reader',
});
const HOUR = 3_600_000;

let client: STSClient;

const tasks = {
  connect({ credential }: { credential: string }): Promise<void> {
    quietAwsSdk();
    const { endpoint, ...credentials } = JSON.parse(credential) as {
      readonly endpoint: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
    };
    client = new STSClient({ region: 'eu-west-3', endpoint, credentials });
    return Promise.resolve();
  },

  /** How many a second. */
  assumeAll({ count, width }: { count: number; width: number }): Promise<number> {
    const numbers = Array.from({ length: count }, (_, number) => number);
    return perSecond(count, () => atOnce(width, numbers, assumeOne));
  },
};
export type BareAssumeRole = typeof tasks;

async function assumeOne(): Promise<void> {
  const now = new Date();
  const lease = {
    targetName: `sp_${ulidOf(newId())}`,
    expiresAt: new Date(now.getTime() + HOUR),
    about: {
      person: { id: newId(), handle: 'bench-person-1' },
      profile: 'invoice-archive-read',
      requestId: newId(),
      purpose: 'Finding the cause of a problem that a customer or a colleague has reported.',
    },
  };
  const input = assumeRoleInput({ externalId: 'marelle-sallyport' }, ENTITLEMENT, lease, now);
  const { Credentials } = await client.send(new AssumeRoleCommand(input));
  if (!Credentials) throw new Error('There are no keys.');
}

serve(tasks);
