import { z } from 'zod';
import { pageOf, timestamp, uuid } from '../../platform/http/shapes';
import { saysSomething } from '../policy';

/** As the policy file writes them, and as other sources' people are given one. */
export const handle = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'no such handle')
  .max(64);

const status = z.enum(['active', 'suspended', 'left']);
const source = z.enum(['file', 'scim', 'csv', 'none']);
const prerequisiteState = z.enum(['met', 'lapses-soon', 'lapsed', 'missing', 'in-future']);
const date = z.iso.date();

export const peopleQuery = z.strictObject({
  q: z.string().trim().max(120).optional().describe('Part of a name, handle or e-mail address'),
  status: status.optional(),
  source: source.optional(),
  jobRole: z.string().max(60).optional(),
  prerequisites: prerequisiteState.optional(),
  cursor: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export type PeopleQuery = z.output<typeof peopleQuery>;

const jobRole = z.object({ key: z.string(), title: z.string() });
const named = z.object({ id: uuid, handle: z.string(), name: z.string() });

const personSummary = z.object({
  id: uuid,
  handle: z.string(),
  name: z.string(),
  email: z.string(),
  status,
  source,
  jobRoles: z.array(jobRole),
  manager: named.nullable(),
  secondFactor: z.boolean(),
  prerequisites: prerequisiteState
    .nullable()
    .describe('What wants attention first; null where nothing is needed'),
  lapsesOn: date.nullable().describe('The next last day of something that this person needs'),
});
export type PersonSummary = z.output<typeof personSummary>;

export const personPage = pageOf(personSummary).extend({
  total: z.int().describe('How many match, on all pages'),
});

export const personView = personSummary.extend({
  secondAccountOf: named.nullable(),
  saidStatus: status.describe('What the source says, whatever holds there are'),
  holds: z.array(
    z.object({
      givenBy: z.enum(['administrator', 'scim']),
      reason: z.string(),
      by: z.string().nullable(),
      since: timestamp,
    }),
  ),
  requirements: z.array(
    z.object({
      kind: z.string(),
      title: z.string(),
      remedy: z.string(),
      state: prerequisiteState,
      completedOn: date.nullable(),
      lastDay: date.nullable(),
      records: z.array(
        z.object({
          source: z.enum(['file', 'scim', 'csv', 'web']),
          completedOn: date,
          validUntil: date.nullable(),
          note: z.string().nullable(),
          recordedBy: z.string().nullable(),
        }),
      ),
    }),
  ),
  grants: z.array(
    z.object({ id: uuid, profile: z.string(), state: z.string(), endsAt: timestamp.nullable() }),
  ),
  lastSignInAt: timestamp.nullable(),
  suspension: z
    .object({ may: z.boolean(), why: z.string().nullable() })
    .describe('Whether whoever asks may suspend this person, and why not'),
});
export type PersonView = z.output<typeof personView>;

export const suspensionBody = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(5, 'Say in a sentence why.')
    .max(500)
    .refine(saysSomething, 'Say in a sentence why.'),
});
export type SuspensionBody = z.output<typeof suspensionBody>;

export const prerequisiteBody = z.strictObject({
  kind: z.string().min(1).max(60),
  completedOn: date,
  validUntil: date.nullable().default(null),
  note: z
    .string()
    .trim()
    .max(500)
    .nullable()
    .default(null)
    .describe('Where the proof lies, such as a certificate’s number'),
});
export type PrerequisiteBody = z.output<typeof prerequisiteBody>;
