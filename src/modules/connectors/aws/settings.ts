import { z } from 'zod';

import { invalid } from '../../../kernel';
import { LONGEST_POLICY, sizeAtWorst } from './session-policy';

const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'] as const;
export type Partition = (typeof PARTITIONS)[number];

/** STS gives no session for less, and none for longer; a role assumed with a role's session gets an hour at most. */
export const SHORTEST_SESSION = 900;
export const LONGEST_SESSION = 43_200;
export const LONGEST_CHAINED = 3_600;

const partitionOf = (region: string): Partition => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

const endpoint = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

/** Settings of a system of kind `aws`: one account. Times are seconds. */
export const systemSettings = z
  .strictObject({
    region: z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, 'must be a region such as eu-west-3'),
    partition: z.enum(PARTITIONS).default('aws'),
    externalId: z
      .string()
      .regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1,224 of the characters A-Z a-z 0-9 _ + = , . @ : / -')
      .optional(),
    /** How far AWS's clock may be from the broker's before `preflight` objects. */
    clockTolerance: z.int().min(1).max(300).default(5),
    /** Where the services are, when neither AWS nor AWS_ENDPOINT_URL_* of the process says so: a private endpoint, a stand-in. */
    endpoints: z
      .strictObject({ sts: endpoint.optional(), iam: endpoint.optional(), signIn: endpoint.optional() })
      .default({}),
  })
  // The keys of a console link would go to the sign-in service of another partition.
  .superRefine(({ region, partition }, context) => {
    const right = partitionOf(region);
    if (partition === right) return;
    context.addIssue({
      code: 'custom',
      path: ['partition'],
      message: `must be ${right} for the region ${region}`,
    });
  });
export type SystemSettings = z.output<typeof systemSettings>;

const oneOrMany = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** IAM's grammar wants one of the two and takes no more. */
const exactlyOne = (one: unknown, other: unknown): boolean => (one === undefined) !== (other === undefined);

/** What AWS takes for a statement of a session policy; it names no principal. */
const statement = z
  .strictObject({
    Sid: z
      .string()
      .regex(/^[A-Za-z0-9]+$/, 'must be made of letters and digits')
      .optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Action: oneOrMany.optional(),
    NotAction: oneOrMany.optional(),
    Resource: oneOrMany.optional(),
    NotResource: oneOrMany.optional(),
    Condition: z.record(z.string(), z.record(z.string(), oneOrMany)).optional(),
  })
  .refine(({ Action, NotAction }) => exactlyOne(Action, NotAction), 'needs either Action or NotAction')
  .refine(
    ({ Resource, NotResource }) => exactlyOne(Resource, NotResource),
    'needs either Resource or NotResource',
  );

const haveSidsOfTheirOwn = (statements: readonly { readonly Sid?: string | undefined }[]): boolean => {
  const sids = statements.flatMap(({ Sid }) => Sid ?? []);
  return new Set(sids).size === sids.length;
};

/** AssumeRole's Policy takes no other characters: `[\u0009\u000A\u000D\u0020-\u00FF]+`. */
const holdsWhatStsTakes = (statements: unknown): boolean =>
  /^[\u0020-\u00ff]*$/.test(JSON.stringify(statements));

/** Settings of an entitlement at an AWS account. Times are seconds. */
export const entitlementSettings = z
  .strictObject({
    roleArn: z
      .string()
      .regex(
        /^arn:(aws|aws-cn|aws-us-gov):iam::\d{12}:role\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/,
        'must be the ARN of a role',
      ),
    /** The longest session to ask for. The role's own maximum has to be as long. */
    maxSession: z.int().min(SHORTEST_SESSION).max(LONGEST_SESSION).default(LONGEST_CHAINED),
    /** The broker's own credential is a role's session, so that AWS gives an hour at most. */
    chained: z.boolean().default(false),
    /** Statements that narrow the role; left out: all that the role may. */
    sessionPolicy: z
      .array(statement)
      .min(1)
      .refine((all) => all.some(({ Effect }) => Effect === 'Allow'), 'allows nothing: add an Allow')
      .refine(haveSidsOfTheirOwn, 'names two statements alike: give each Sid once')
      .refine(holdsWhatStsTakes, 'holds a character that AWS refuses: only those up to ÿ (U+00FF) are taken')
      .optional(),
    managedPolicyArns: z
      .array(
        z
          .string()
          .regex(/^arn:[\w-]+:iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/, 'must be the ARN of a policy'),
      )
      .max(10)
      .default([]),
    /** Only from the address that the person asked from, as the broker saw it. */
    restrictToAddress: z.boolean().default(false),
    /** Prove an early end by a call that has to be refused, not by the policy alone. */
    probe: z.boolean().default(false),
    /** Hand out a link into the console too. */
    console: z.boolean().default(false),
  })
  .refine(({ chained, maxSession }) => !chained || maxSession <= LONGEST_CHAINED, {
    path: ['maxSession'],
    message: `must be at most ${LONGEST_CHAINED} where the broker’s own credential is a role’s session (chained)`,
  })
  .superRefine((entitlement, context) => {
    const size = sizeAtWorst(entitlement);
    if (size <= LONGEST_POLICY) return;
    context.addIssue({
      code: 'custom',
      path: ['sessionPolicy'],
      message:
        `comes to ${size} characters with what Sallyport adds and the ARNs of managed policies, and AWS takes ` +
        `${LONGEST_POLICY}: shorten the statements or move them into the role`,
    });
  });
export type EntitlementSettings = z.output<typeof entitlementSettings>;

/** The little of an entitlement's settings that an end needs. */
export const endingSettings = z.looseObject({ roleArn: z.string(), probe: z.boolean().default(false) });
export type EndingSettings = z.output<typeof endingSettings>;

/** Throws `invalid` with one sentence that names each wrong setting. */
export function parseSettings<T extends z.ZodType>(schema: T, settings: unknown, whose: string): z.output<T> {
  const result = schema.safeParse(settings ?? {});
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) =>
    [issue.path.join('.'), issue.message].filter(Boolean).join(' '),
  );
  throw invalid('connectors.settings', `The AWS settings of ${whose} are wrong: ${faults.join('; ')}.`);
}

/** IAM names a role by the last part of its ARN. */
export const roleNameOf = (roleArn: string): string => roleArn.split('/').at(-1) ?? roleArn;
