import { z } from 'zod';

/** What the commands read of the API's answers. What more stands there is kept, for whoever asks for JSON. */

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
  secondFactors: z.array(z.string()),
});

const profile = z.looseObject({
  key: z.string(),
  name: z.string(),
  description: z.string(),
  dataCategory: z.string(),
  duration: z.looseObject({ defaultSeconds: z.number(), maximumSeconds: z.number() }),
  minimumJustification: z.number(),
  ticket: z.looseObject({ pattern: z.string(), required: z.boolean() }).nullable(),
  entitlements: z.array(z.looseObject({ system: z.looseObject({ key: z.string(), name: z.string() }) })),
  eligibility: z.looseObject({
    eligible: z.boolean(),
    reasons: z.array(z.looseObject({ sentence: z.string() })),
  }),
});
export type Profile = z.output<typeof profile>;

export const profiles = z.object({ items: z.array(profile) });

const entitlement = z.looseObject({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  system: z.string(),
  kind: z.string(),
  claimDigest: z.string(),
  replaceDigest: z.string(),
});
export type Entitlement = z.output<typeof entitlement>;

const proof = z.looseObject({ summary: z.string(), readAt: z.iso.datetime() });

export const grant = z.looseObject({
  id: z.string(),
  requestId: z.string(),
  profile: z.looseObject({ key: z.string(), name: z.string(), entitlements: z.array(entitlement) }),
  state: z.string(),
  durationSeconds: z.number(),
  claimBy: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  leases: z.array(
    z.looseObject({
      id: z.string(),
      state: z.string(),
      entitlement: z.looseObject({ id: z.string() }),
      proof: proof.nullable(),
    }),
  ),
  may: z.looseObject({ claim: z.boolean(), end: z.boolean(), extend: z.boolean() }),
});
export type Grant = z.output<typeof grant>;

export const grants = z.object({ items: z.array(grant) });

const name = z.looseObject({ name: z.string() });

export const request = z.looseObject({
  id: z.string(),
  version: z.number(),
  state: z.enum(['pending', 'approved', 'denied', 'cancelled', 'lapsed']),
  requester: name,
  profile: z.looseObject({
    key: z.string(),
    name: z.string(),
    personalData: z.boolean(),
    dataCategory: z.string(),
    allows: z.array(z.string()),
    allowsNot: z.array(z.string()),
  }),
  justification: z.string(),
  ticket: z.string().nullable(),
  durationSeconds: z.number(),
  startsAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  lapsesAt: z.iso.datetime(),
  digest: z.string(),
  waitingFor: z.string().nullable(),
  asked: z.array(name.extend({ because: z.string() })),
  decisions: z.array(
    z.looseObject({
      approver: name,
      decision: z.enum(['approve', 'deny']),
      reason: z.string().nullable(),
      counts: z.boolean(),
      decidedAt: z.iso.datetime(),
    }),
  ),
  extension: z.looseObject({ until: z.iso.datetime() }).nullable(),
  grant: z
    .object({
      id: z.string(),
      state: z.string(),
      claimBy: z.iso.datetime(),
      expiresAt: z.iso.datetime().nullable(),
    })
    .nullable(),
  may: z.looseObject({ cancel: z.boolean(), decide: z.boolean(), approve: z.boolean() }),
});
export type Request = z.output<typeof request>;

export const requests = z.object({ items: z.array(request) });

export const startedBrowserStepUp = z.object({
  id: z.string(),
  url: z.string(),
  expiresAt: z.iso.datetime(),
  intervalSeconds: z.number().positive(),
});

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

export const proposedChange = z.object({
  id: z.string(),
  changes: z.array(
    z.object({ area: z.string(), kind: z.enum(['add', 'change', 'remove']), sentence: z.string() }),
  ),
  waitingFor: z.string().nullable(),
});

const absence = z.looseObject({
  id: z.string(),
  person: z.looseObject({ name: z.string() }),
  standIn: z.looseObject({ name: z.string() }),
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  whose: z.enum(['mine', 'theirs']),
});
export type Absence = z.output<typeof absence>;

export const absences = z.object({ items: z.array(absence), approves: z.boolean() });
