import { z } from 'zod';
import { key, timestamp, uuid } from '../../../platform/http/shapes';
import { BREAK_GLASS_STANDINGS } from './break-glass';

const person = z.object({ id: uuid, name: z.string() });
const verdict = z.enum(['justified', 'not-justified']);

export const breakGlassBody = z.strictObject({
  profile: key,
  reason: z.string().max(2_000).describe('What happened, and why nobody can be waited for.'),
  durationSeconds: z.int().positive(),
});
export type BreakGlassBody = z.infer<typeof breakGlassBody>;

export const reviewBody = z.strictObject({
  verdict,
  note: z.string().max(2_000).describe('What was looked at, and what you think of it.'),
});
export type ReviewBody = z.infer<typeof reviewBody>;

export const breakGlassView = z.object({
  id: uuid,
  requestId: uuid,
  person,
  profile: z.object({ key, name: z.string(), personalData: z.boolean() }),
  reason: z.string(),
  durationSeconds: z.int(),
  openedAt: timestamp,
  reviewDueAt: timestamp,
  standing: z.enum(BREAK_GLASS_STANDINGS),
  review: z.object({ at: timestamp, by: person, verdict, note: z.string() }).nullable(),
  may: z.object({ review: z.boolean() }),
});
export type BreakGlassView = z.output<typeof breakGlassView>;

export const breakGlassPage = z.object({
  /** What this person could take now, and what is in the way. */
  offered: z.array(
    z.object({
      profile: z.object({
        id: uuid,
        key,
        name: z.string(),
        dataCategory: z.string(),
        personalData: z.boolean(),
        allows: z.array(z.string()),
      }),
      minimumSeconds: z.int(),
      maximumSeconds: z.int(),
      minimumReason: z.int(),
      refusal: z.string().nullable(),
    }),
  ),
  /** Who hears of it at once. */
  told: z.array(person),
  /** Waiting for their review first, then newest first. */
  items: z.array(breakGlassView),
});

export const brokenGlass = z.object({ requestId: uuid });
