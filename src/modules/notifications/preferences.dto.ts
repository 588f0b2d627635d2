import { z } from 'zod';
import { timestamp, uuid } from '../../platform/http/shapes';
import { CHANNELS } from './domain/notification';

const channel = z.enum(CHANNELS);

export const preferenceBody = z.strictObject({
  channels: z
    .array(channel)
    .min(1, 'Choose at least one way to be told.')
    .max(CHANNELS.length)
    .describe('Where approvals and news of my own requests and access go. Security notices go everywhere.'),
  ownRequests: z.boolean().describe('Tell me what became of my requests.'),
  ownAccess: z.boolean().describe('Tell me when my access ends soon, and when it is proved ended.'),
  minutesBeforeEnd: z.int().min(1).max(60),
});
export type PreferenceBody = z.infer<typeof preferenceBody>;

export const preferenceView = z.object({
  ...preferenceBody.shape,
  /** In which this person can be reached now. */
  reachable: z.array(channel),
  email: z.string(),
});

export const undeliveredList = z.object({
  items: z.array(
    z.object({
      notificationId: uuid,
      person: z.object({ id: uuid, handle: z.string(), name: z.string() }),
      kind: z.string(),
      channel,
      /** `failed`: given up; `waiting`: tried at least twice, and tried again. */
      state: z.enum(['failed', 'waiting']),
      tries: z.int(),
      reason: z.string().nullable(),
      createdAt: timestamp,
      nextTryAt: timestamp.nullable(),
      /** Another channel told the person. */
      toldOtherwise: z.boolean(),
    }),
  ),
});
