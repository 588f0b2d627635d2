import { z } from 'zod';
import { duration, line } from './fields';

/** What an editor can know about an AWS account. The connector has the last word, as for PostgreSQL. */
const endpoint = z.url({ protocol: /^https?$/, error: 'Write an http or https address.' }).optional();

export const awsSystemSettings = z.strictObject({
  region: line.describe('The region whose STS hands out the sessions, such as `eu-west-3`.'),
  partition: z
    .enum(['aws', 'aws-cn', 'aws-us-gov'])
    .default('aws')
    .describe('Which AWS: the public one, China, or GovCloud.'),
  externalId: line
    .optional()
    .describe(
      'What the roles’ trust policies ask for, so that nobody else’s broker can be made to use them.',
    ),
  clockTolerance: duration('1s', '5m')
    .prefault('5s')
    .describe('How far AWS’s clock may be from the broker’s before the system’s page says so.'),
  endpoints: z
    .strictObject({
      sts: endpoint.describe('Where STS is.'),
      iam: endpoint.describe('Where IAM is.'),
      signIn: endpoint.describe('Where console links are made.'),
    })
    .default({})
    .describe('Private endpoints, where neither AWS’s own nor `AWS_ENDPOINT_URL_*` of the server will do.'),
});

export const awsEntitlementSettings = z.strictObject({
  roleArn: line.describe('The role whose sessions are handed out.'),
  maxSession: duration('15m', '12h')
    .prefault('1h')
    .describe('The longest session to ask for; at most what the role gives.'),
  chained: z
    .boolean()
    .default(false)
    .describe('The broker’s own credential is a role’s session; AWS gives an hour at most then.'),
  sessionPolicy: z
    .array(z.record(z.string(), z.unknown()))
    .min(1)
    .optional()
    .describe('Statements of an IAM policy that narrow the role. Left out: all that the role may.'),
  managedPolicyArns: z
    .array(line)
    .max(10)
    .default([])
    .describe('Managed policies that narrow the role, by ARN.'),
  restrictToAddress: z
    .boolean()
    .default(false)
    .describe('The session works only from the address that the person asked from.'),
  probe: z
    .boolean()
    .default(false)
    .describe('Prove an early end by a call that AWS has to refuse, besides reading the policy back.'),
  console: z.boolean().default(false).describe('Hand out a link into the AWS console too.'),
});
