import { z } from 'zod';
import { pageOf, pageQuery, timestamp, uuid } from '../../platform/http/shapes';

const severity = z.enum(['info', 'notice', 'alert']);
const type = z
  .string()
  .regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9_]*)?$/, 'a capability (requests) or one type (requests.approved)');
/** PostgreSQL holds no NUL in a text, and no recorded value has another control character to be found by. */
const searched = z
  .string()
  .regex(/^[^\p{Cc}]*$/u, 'without control characters')
  .trim()
  .min(1)
  .max(200);
/** Ids are UUIDs nearly everywhere; a policy file is named by its path. */
const anyId = searched;
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 in 64 lower-case hex digits');

export const eventQuery = z.strictObject({
  ...pageQuery.shape,
  type: type.optional(),
  /** Id of a person; `anonymous`; or `system:` and the name of a part of the product. */
  actor: z.union([uuid, z.literal('anonymous'), z.string().regex(/^system:[^\s\p{Cc}]{1,100}$/u)]).optional(),
  /** Id of anything that the event names. */
  subject: anyId.optional(),
  severity: severity.optional(),
  /** Found anywhere in the open values. */
  q: searched.optional(),
  from: timestamp.optional(),
  /** The last moment that counts. */
  to: timestamp.optional(),
});
export type EventQuery = z.output<typeof eventQuery>;

export const eventView = z.object({
  id: uuid,
  /** Index in the tree; null until it is sealed. */
  seq: z.int().nullable(),
  /** Whether a signed checkpoint covers it. */
  signed: z.boolean(),
  at: timestamp,
  type: z.string(),
  severity,
  actor: z.object({
    kind: z.enum(['person', 'anonymous', 'system']),
    id: z.string().nullable(),
    name: z.string(),
  }),
  subject: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
  sentence: z.string(),
});

export const eventPage = pageOf(eventView);

export const eventDetail = eventView.extend({
  requestId: z.string().nullable(),
  /** Where the request came from; `[erased]` once the person's key is gone. */
  address: z.string().nullable(),
  related: z.array(z.object({ kind: z.string(), id: z.string() })),
  data: z.record(z.string(), z.unknown()),
  personal: z.record(z.string(), z.object({ personId: uuid, value: z.unknown(), erased: z.boolean() })),
  /** The exact bytes that are hashed (canonical JSON in UTF-8). Personal values are in it as ciphertext. */
  body: z.string(),
  /** RFC 6962 inclusion proof; null until a signed checkpoint covers the event. */
  proof: z
    .object({
      leafIndex: z.int(),
      treeSize: z.int(),
      leafHash: hash,
      rootHash: hash,
      hashes: z.array(hash),
      checkpoint: z.string(),
    })
    .nullable(),
});

export const checkpointView = z.object({
  size: z.int(),
  rootHash: hash,
  signedAt: timestamp,
  /** The signed note itself (C2SP tlog-checkpoint). Keep it: a later log must extend it. */
  note: z.string(),
  /** Compare it with the one you were given in person before you trust it. */
  key: z.string(),
});

export const statusView = z.object({
  /** Events with an index. */
  size: z.int(),
  /** Events that the newest checkpoint covers, and its root. */
  signedSize: z.int(),
  root: hash,
  lastCheckpointAt: timestamp.nullable(),
  /** Events without an index; at most 10,000 are counted. */
  unsealed: z.int(),
  /** `verified`: every event there is was checked. `pending`: some wait. `broken`: see `detail`. */
  state: z.enum(['verified', 'pending', 'broken']),
  /** Events before this index were checked and fit. */
  verifiedSize: z.int(),
  verifiedAt: timestamp.nullable(),
  brokenAt: z.int().nullable(),
  detail: z.string(),
});
