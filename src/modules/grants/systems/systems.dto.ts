import { z } from 'zod';
import { key, timestamp, uuid } from '../../../platform/http/shapes';
import { leaseView } from '../grants.dto';

const guardView = z.object({
  kind: z.enum(['pg_cron', 'process', 'target', 'none']),
  alive: z.boolean(),
  lastSeenAt: timestamp.nullable(),
  summary: z.string(),
});

const findingView = z.object({
  id: z.string(),
  ok: z.boolean(),
  summary: z.string(),
  advice: z.string().optional(),
});

export const systemSummary = z.object({
  id: uuid,
  key,
  name: z.string(),
  kind: z.string(),
  environment: z.string(),
  /** Who ends connections while the broker is dead; null until the target was read for the first time. */
  guard: guardView.nullable(),
  checkedAt: timestamp.nullable(),
  failedChecks: z.int(),
  liveLeases: z.int(),
  unconfirmedLeases: z.int(),
});
export type SystemSummary = z.output<typeof systemSummary>;

export const systemList = z.object({ items: z.array(systemSummary) });

export const systemView = systemSummary.extend({
  owners: z.array(z.object({ id: uuid, name: z.string() })),
  entitlements: z.array(z.object({ id: uuid, key, name: z.string(), description: z.string() })),
  findings: z.array(findingView),
  leases: z.object({
    live: z.array(leaseView),
    ending: z.array(leaseView),
    unconfirmed: z.array(leaseView),
  }),
  recentProofs: z.array(leaseView),
});
export type SystemView = z.output<typeof systemView>;
