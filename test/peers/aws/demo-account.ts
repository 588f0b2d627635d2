import type { Account } from './account';
import { handingOut, policy, trusting } from './prepared-account';
import type { AccessKey } from './signature';

/** As sallyport.yaml names them. */
const EXTERNAL_ID = 'marelle-sallyport';
/** Seconds. */
const HOUR = 3_600;
const HANDED_OUT = ['production-diagnostics', 'invoice-archive-reader'];

/** The AWS account of the demonstration's invented company, prepared as docs/how-to/connect-aws.md says. */
export function furnishDemoAccount(account: Account, brokerKey: AccessKey): void {
  account.addUser('sallyport-broker', [handingOut(HANDED_OUT)], brokerKey);
  const [diagnostics, archive] = HANDED_OUT;
  account.addRole(diagnostics, {
    maxSessionDuration: 4 * HOUR,
    trust: trusting(EXTERNAL_ID),
    inline: {
      logs: reading('marelle-production-logs'),
      roles: policy({
        Effect: 'Allow',
        Action: ['iam:GetRole', 'iam:ListRolePolicies', 'iam:GetRolePolicy'],
        Resource: '*',
      }),
    },
  });
  account.addRole(archive, {
    maxSessionDuration: 2 * HOUR,
    trust: trusting(EXTERNAL_ID),
    inline: {
      archive: reading('marelle-invoices'),
      probe: policy({ Effect: 'Allow', Action: 'iam:ListAccountAliases', Resource: '*' }),
    },
  });
  account.addRole('invoice-service', {
    trust: policy({
      Effect: 'Allow',
      Principal: { Service: 'ecs-tasks.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }),
    inline: {
      archive: policy({
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: 'arn:aws:s3:::marelle-invoices/*',
      }),
    },
  });
  account.buckets.set('marelle-production-logs', LOGS);
  account.buckets.set('marelle-invoices', INVOICES);
}

const reading = (bucket: string): object =>
  policy({
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  });

/** Without anything from which a customer could be recognised. */
const LOGS = new Map([
  [
    'invoice-service.log',
    [
      '08:14:02 info  invoice-service started, version 2026.47.1',
      '08:14:09 info  712 invoices due today',
      '08:21:40 warn  AccessDenied: s3:DeleteObject on marelle-invoices/tmp/4711.part',
      '08:21:40 error clean-up after invoice run failed, tried again in 60 s\n',
    ].join('\n'),
  ],
  ['checkout.log', '08:02:11 info  checkout started, version 2026.47.3\n08:30:00 info  0 errors in 30 min\n'],
]);

const INVOICES = new Map(
  [4711, 4712, 4713].map((number) => [
    `2026/${number}.json`,
    `${JSON.stringify({
      invoice: number,
      customer: { name: 'Greta Fontaine', email: `greta.fontaine.${number}@customer.example`, city: 'Gent' },
      totalCents: 500 + number * 97,
      paid: number !== 4711,
    })}\n`,
  ]),
);
