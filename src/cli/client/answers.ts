import { z } from 'zod';

/** What the commands read of the API's answers. More may stand there. */

const person = z.object({ handle: z.string(), name: z.string() });

export const startedDevice = z.object({
  deviceCode: z.string(),
  userCode: z.string(),
  verificationUri: z.string(),
  verificationUriComplete: z.string(),
  expiresAt: z.iso.datetime(),
  intervalSeconds: z.number().positive(),
});

export const redeemedDevice = z.object({ token: z.string(), expiresAt: z.iso.datetime(), person });

export const thisToken = z.object({
  kind: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  expiresAt: z.iso.datetime(),
  person,
});

const profile = z.object({
  key: z.string(),
  name: z.string(),
  duration: z.object({ maximumSeconds: z.number() }),
  eligibility: z.object({ eligible: z.boolean() }),
});
export type Profile = z.output<typeof profile>;

export const profiles = z.object({ items: z.array(profile) });

const entitlement = z.object({
  id: z.string(),
  name: z.string(),
  system: z.string(),
  kind: z.string(),
  claimDigest: z.string(),
  replaceDigest: z.string(),
});
export type Entitlement = z.output<typeof entitlement>;

const grant = z.object({
  id: z.string(),
  profile: z.object({ key: z.string(), name: z.string(), entitlements: z.array(entitlement) }),
  state: z.string(),
  durationSeconds: z.number(),
  claimBy: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  leases: z.array(z.object({ id: z.string(), state: z.string(), entitlement: z.object({ id: z.string() }) })),
  may: z.object({ claim: z.boolean() }),
});
export type Grant = z.output<typeof grant>;

export const grants = z.object({ items: z.array(grant) });

export const stepUp = z.object({ stepUpToken: z.string() });

export const credential = z.object({
  leaseId: z.string(),
  username: z.string(),
  expiresAt: z.iso.datetime(),
  formats: z.array(z.object({ id: z.string(), text: z.string() })),
});
export type Credential = z.output<typeof credential>;

export const endPreview = z.object({
  scope: z.object({ name: z.string() }),
  shown: z.object({
    grants: z.number(),
    people: z.number(),
    systems: z.number(),
    logIns: z.number(),
    readAt: z.iso.datetime(),
  }),
  mustHalt: z.boolean(),
  subjectId: z.string(),
  digest: z.string(),
  haltDigest: z.string(),
});

export const ending = z.object({
  id: z.string(),
  state: z.enum(['ending', 'proved']),
  grants: z.object({ total: z.number(), ended: z.number() }),
  logIns: z.object({ proved: z.number(), ending: z.number(), unconfirmed: z.number() }),
});
export type Ending = z.output<typeof ending>;
