import { z } from 'zod';
import { key, pageOf, pageQuery, timestamp, uuid } from '../../platform/http/shapes';
import { digest, grantView, haltView } from '../grants';
import { APPROVAL_ORDERS } from '../policy';
import { BREAK_GLASS_STANDINGS } from './break-glass/break-glass';

const requestState = z.enum(['pending', 'approved', 'denied', 'cancelled', 'lapsed']);
const person = z.object({ id: uuid, name: z.string() });

const reason = z.object({ code: z.string(), sentence: z.string() });
const approvalOrder = z.enum(APPROVAL_ORDERS);
const role = z.enum(['approver', 'escalation', 'stand-in', 'witness']);
const candidate = person.extend({ because: z.string(), role, stage: z.int() });

export const profileView = z.object({
  id: uuid,
  key,
  name: z.string(),
  description: z.string(),
  personalData: z.boolean(),
  dataCategory: z.string(),
  purpose: z.string(),
  processingActivity: z.object({ key, title: z.string() }),
  allows: z.array(z.string()),
  allowsNot: z.array(z.string()),
  duration: z.object({ minimumSeconds: z.int(), defaultSeconds: z.int(), maximumSeconds: z.int() }),
  claimWindowSeconds: z.int(),
  /** For how long this person may take it in an emergency, without an approval; null: never. */
  breakGlassSeconds: z.int().nullable(),
  startAheadSeconds: z.int(),
  minimumJustification: z.int(),
  ticket: z.object({ pattern: z.string(), required: z.boolean() }).nullable(),
  eligibleJobRoles: z.array(z.object({ key: z.string(), title: z.string() })),
  prerequisites: z.array(z.object({ kind: z.string(), title: z.string(), maxAge: z.string().nullable() })),
  approvals: z.object({
    needed: z.int(),
    /** "one approver (the other person of the personal-data circle or the data protection officer)" */
    asked: z.array(
      z.object({
        count: z.int(),
        who: z.string(),
        /** What I hold, and may hold with it by this extra approval. */
        heldTogetherWith: z.string().nullable(),
        /** Who is asked too when nobody has answered for so long. */
        escalation: z.object({ afterSeconds: z.int(), who: z.string() }).nullable(),
      }),
    ),
    order: approvalOrder,
    /** Who would be asked if you asked now, of all stages. */
    candidates: z.array(candidate),
    /** Who is told of each request and may deny it. */
    witnesses: z.array(candidate),
    /** Why nobody is asked, where the policy itself says yes. */
    byPolicy: z.string().nullable(),
  }),
  useHours: z
    .object({
      /** "Monday to Friday, 08:00 to 18:00 (Europe/Paris)" */
      words: z.string(),
      openNow: z.boolean(),
      /** When they begin next. */
      nextAt: timestamp.nullable(),
      /** When those of now are over. */
      closesAt: timestamp.nullable(),
    })
    .nullable(),
  /** How long one waits after a denial. */
  pauseAfterDenialSeconds: z.int(),
  /** Until when, after a denial, I cannot ask for it again. */
  pausedUntil: timestamp.nullable(),
  entitlements: z.array(
    z.object({
      id: uuid,
      name: z.string(),
      description: z.string(),
      system: z.object({ key, name: z.string() }),
    }),
  ),
  eligibility: z.object({ eligible: z.boolean(), reasons: z.array(reason) }),
});
export type ProfileView = z.output<typeof profileView>;

export const profileList = z.object({ items: z.array(profileView) });

const guardView = z.object({
  kind: z.enum(['pg_cron', 'process', 'target', 'none']),
  alive: z.boolean(),
  summary: z.string(),
});

export const requestView = z.object({
  id: uuid,
  version: z.int(),
  state: requestState,
  requester: person.extend({ jobRoles: z.array(z.string()) }),
  profile: z.object({
    id: uuid,
    key,
    name: z.string(),
    personalData: z.boolean(),
    dataCategory: z.string(),
    purpose: z.string(),
    processingActivity: z.string(),
    allows: z.array(z.string()),
    allowsNot: z.array(z.string()),
    systems: z.array(z.object({ key, name: z.string(), guard: guardView.nullable() })),
  }),
  justification: z.string(),
  ticket: z.string().nullable(),
  durationSeconds: z.int(),
  startsAt: timestamp.nullable(),
  createdAt: timestamp,
  lapsesAt: timestamp,
  decidedAt: timestamp.nullable(),
  /** Why it was cancelled; null where its requester took it back. */
  closedBecause: z.enum(['grant-ended', 'person-left', 'rules-changed']).nullable(),
  /** SHA-256 over exactly what is asked; the second factor of a decision covers it. */
  digest,
  /** Profiles that the requester held when asking; for each of them an extra approval is needed. */
  heldTogetherWith: z.array(z.string()),
  approvalsNeeded: z.int(),
  /** Why the policy itself said yes; null where people are asked. */
  approvedByPolicy: z.string().nullable(),
  /** Taken in an emergency, without an approval: what became of it; null where somebody was asked. */
  breakGlass: z.object({ id: uuid, standing: z.enum(BREAK_GLASS_STANDINGS) }).nullable(),
  waitingFor: z.string().nullable(),
  approvalOrder,
  stages: z.array(
    z.object({
      /** As a phrase: "the CTO or the data protection officer". */
      who: z.string(),
      count: z.int(),
      /** The held profile because of which this extra approval is needed. */
      heldTogetherWith: z.string().nullable(),
      /** How many approvers it lacks. */
      missing: z.int(),
      /** `unanswered`: the request was over before it was. */
      state: z.enum(['answered', 'open', 'later', 'unanswered']),
      openedAt: timestamp.nullable(),
      /** When it is put to further people, and to whom; null where it never is. */
      escalation: z
        .object({ at: timestamp.nullable(), who: z.string(), escalatedAt: timestamp.nullable() })
        .nullable(),
    }),
  ),
  asked: z.array(
    candidate.extend({
      askedAt: timestamp,
      /** Who is away, where a stand-in was asked. */
      standsInFor: person.nullable(),
    }),
  ),
  decisions: z.array(
    z.object({
      approver: person,
      decision: z.enum(['approve', 'deny']),
      reason: z.string().nullable(),
      factor: z.string(),
      version: z.int(),
      /** False when it was given for an earlier version. */
      counts: z.boolean(),
      decidedAt: timestamp,
    }),
  ),
  /** Set where it asks for more time of a grant in use; `durationSeconds` is what is added. */
  extension: z
    .object({
      grantId: uuid,
      /** The request that the grant came of. */
      requestId: uuid,
      from: timestamp,
      until: timestamp,
      /** From the first use to the new end. */
      totalSeconds: z.int(),
      /** Beyond this nothing can be added. */
      latestEnd: timestamp,
    })
    .nullable(),
  grant: grantView.nullable(),
  /** `decide`: approve, or deny, or both; a witness may deny only. */
  may: z.object({ edit: z.boolean(), cancel: z.boolean(), decide: z.boolean(), approve: z.boolean() }),
});
export type RequestView = z.output<typeof requestView>;

export const requestPage = pageOf(requestView);

export const requestQuery = pageQuery.extend({
  scope: z.enum(['mine', 'all']).default('mine'),
  state: requestState.optional(),
});
export type RequestQuery = z.output<typeof requestQuery>;

export const approvalQuery = pageQuery.extend({ state: z.enum(['waiting', 'decided']).default('waiting') });
export type ApprovalQuery = z.output<typeof approvalQuery>;

/** Lengths beyond these are no honest justification; the profile's own limits come on top and answer in words. */
const text = z.string().max(4_000);
const duration = z.int().min(1).max(31_536_000);
const start = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

export const submitBody = z.strictObject({
  profile: key,
  justification: text,
  ticket: z.string().max(200).nullish(),
  durationSeconds: duration.nullish(),
  startsAt: start.nullish(),
});
export type SubmitBody = z.output<typeof submitBody>;

export const editBody = z.strictObject({
  version: z.int().min(1),
  justification: text.optional(),
  ticket: z.string().max(200).nullable().optional(),
  durationSeconds: duration.optional(),
  startsAt: start.nullable().optional(),
});
export type EditBody = z.output<typeof editBody>;

export const extendBody = z.strictObject({
  durationSeconds: duration,
  justification: text,
  /** Left out: the ticket of the request that the grant came of. */
  ticket: z.string().max(200).nullable().optional(),
});
export type ExtendBody = z.output<typeof extendBody>;

export const emptyBody = z.strictObject({});

export const decisionBody = z.strictObject({
  decision: z.enum(['approve', 'deny']),
  version: z.int().min(1),
  digest,
  reason: z.string().max(4_000).nullish(),
  linkToken: z.string().max(128).nullish(),
});
export type DecisionBody = z.output<typeof decisionBody>;

export const linkToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'not a link of ours');

export const linkView = z.object({
  request: requestView,
  /** False when it was used, is too old, or the request was changed or decided since. */
  isUsable: z.boolean(),
});

export const linkList = z.object({
  items: z.array(z.object({ approver: person, url: z.string(), expiresAt: timestamp })),
});

export const historyView = z.object({
  requests: z.int(),
  denied: z.int(),
  lastUsedAt: timestamp.nullable(),
  recent: z.array(
    z.object({
      id: uuid,
      profile: z.string(),
      state: requestState,
      createdAt: timestamp,
      durationSeconds: z.int(),
    }),
  ),
});

export const attentionView = z.object({
  /** Requests that wait for my decision. */
  waitingApprovals: z.int(),
  /** Revocations that no target has proved yet, for those who may see them. */
  unconfirmedLeases: z.int(),
  /** In force, and a concern of mine. */
  halts: z.array(haltView),
  organisation: z.string(),
});

export const storyView = z.object({
  items: z.array(
    z.object({
      at: timestamp,
      kind: z.string(),
      sentence: z.string(),
      eventId: uuid,
      proof: z.object({ summary: z.string(), readAt: timestamp }).nullable(),
    }),
  ),
});
