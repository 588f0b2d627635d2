import { aSessionLease, canReadSample, startAwsTarget } from '../../../../test/peers/aws/aws-target';
import { startTestPostgres } from '../../../../test/support/postgres';
import { Redacted, systemClock } from '../../../kernel';
import { ExclusiveLocks } from '../../../platform/database/exclusively';
import { connectorContract } from '../connector.contract';
import { AwsConnector } from './aws.connector';

const LIMITS = { connectWithin: 1_200, answerWithin: 1_200, tries: 2 };

connectorContract('aws', { leasesAreListed: false, secondSecret: 'joins', deadline: 'carried' }, async () => {
  const broker = await startTestPostgres({ template: 'bare' });
  const locks = new ExclusiveLocks(new Redacted(broker.url()));
  const target = await startAwsTarget();
  const { peer } = target;
  const connector = new AwsConnector(systemClock, locks.exclusively, LIMITS);
  const misbehave = (mischief: NonNullable<typeof peer.mischief>) => {
    peer.mischief = mischief;
    return () => {
      peer.mischief = undefined;
    };
  };
  return {
    connector,
    system: target.system,
    powerless: target.powerless,
    wrongSettings: { system: { region: 'the moon' }, entitlement: { roleArn: 'reader' } },
    brokerSecrets: [target.brokerKeys.secretAccessKey],
    lease: () => aSessionLease(target),
    works: (credential) => canReadSample(peer, credential),
    network: {
      down: () => peer.shut(),
      hanging: () => misbehave({ kind: 'hang' }),
      slow: () => misbehave({ kind: 'delay', milliseconds: 50 }),
      losesAnswerOf: (call) =>
        misbehave({ kind: 'lose-answer', action: call === 'issue' ? 'AssumeRole' : 'PutRolePolicy' }),
    },
    patience: 6_000,
    stop: async () => {
      await connector.close();
      await target.stop();
      await locks.onApplicationShutdown();
      await broker.stop();
    },
  };
});
