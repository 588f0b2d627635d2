import { z } from 'zod';

/** What the story reads of the API's answers. */
export const grantView = z.looseObject({
  id: z.string(),
  requestId: z.string(),
  state: z.string(),
  profile: z.looseObject({ entitlements: z.array(z.looseObject({ claimDigest: z.string() })).min(1) }),
  expiresAt: z.string().nullable(),
  leases: z.array(
    z.looseObject({
      state: z.string(),
      targetName: z.string(),
      endedAt: z.string().nullable(),
      proof: z.looseObject({ summary: z.string(), readAt: z.string() }).nullable(),
    }),
  ),
});
export type StoryGrant = z.output<typeof grantView>;

/** What a second factor for the grant's first log-in has to cover. */
export const claimDigestOf = ({ profile }: StoryGrant): string => profile.entitlements[0].claimDigest;

export const requestView = z.looseObject({
  id: z.string(),
  version: z.number(),
  digest: z.string(),
  state: z.string(),
  justification: z.string(),
  asked: z.array(z.looseObject({ name: z.string(), because: z.string() })),
  grant: grantView.nullable(),
});
export type StoryRequest = z.output<typeof requestView>;

export const linksView = z.object({
  items: z.array(z.looseObject({ approver: z.looseObject({ name: z.string() }), url: z.string() })),
});
export const linkView = z.object({ request: requestView, isUsable: z.boolean() });

export const credentialView = z.looseObject({
  username: z.string(),
  expiresAt: z.string(),
  formats: z.array(z.looseObject({ id: z.string(), text: z.string() })),
});

export const tellingView = z.object({
  items: z.array(z.looseObject({ at: z.string(), sentence: z.string() })),
});
