/**
 * What the rules look at. Callers (catalog, directory, the policy file) bring these facts; the rules fetch nothing,
 * so the same function answers for a file that is only being checked and for a request at two in the morning.
 * Ids are opaque here: the database passes UUIDs, the policy file passes its own keys.
 */

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface WeeklyWindow {
  readonly days: readonly Weekday[];
  /** "08:00", by the clocks of the time zone. */
  readonly from: string;
  /** "18:00"; "24:00" for the end of the day. */
  readonly to: string;
}

/** When a profile may be used. */
export interface UseHours {
  /** A name of the IANA time zone database: "Europe/Paris". */
  readonly timeZone: string;
  readonly windows: readonly WeeklyWindow[];
}
export type PersonStatus = 'active' | 'suspended' | 'left';

export interface PersonFacts {
  readonly id: string;
  readonly name: string;
  readonly status: PersonStatus;
  /** Keys of job roles. */
  readonly jobRoles: readonly string[];
  readonly managerId: string | null;
  /** The first account of the same human being; null for a first account. Never a chain. */
  readonly secondAccountOf: string | null;
  /** Kind of prerequisite → calendar date (`YYYY-MM-DD`) on which it was last met. */
  readonly prerequisites: Readonly<Record<string, string>>;
  /** Kind of prerequisite → the last calendar date on which it counts, where its proof names one. */
  readonly prerequisitesValidUntil?: Readonly<Record<string, string>>;
}

/** One way to find approvers. The union of a step's routes may decide. */
export type ApproverRoute =
  | { readonly jobRole: string }
  | { readonly person: string }
  | { readonly managerOf: 'requester' }
  | { readonly systemOwner: true }
  | { readonly otherOfCircle: true };

/** `count` distinct people out of `by`; nobody fills two places, of whichever steps. */
export interface ApprovalStep {
  readonly count: number;
  readonly by: readonly ApproverRoute[];
  /** All-of: `count` people on each of the ways, and not on all of them together. */
  readonly ofEach?: true;
  readonly escalation?: Escalation;
  /** Set on an extra approval: the held profile, by the name that was shown, because of which it is needed. */
  readonly heldTogetherWith?: string;
}

/** Unanswered for `after` seconds, these may answer too; whoever was asked first still may. */
export interface Escalation {
  readonly after: number;
  readonly to: readonly ApproverRoute[];
}

/** Whether all steps are asked at once, or each only when the one before it is answered. */
export const APPROVAL_ORDERS = ['together', 'in-order'] as const;
export type ApprovalOrder = (typeof APPROVAL_ORDERS)[number];

/** While somebody is away, another one may approve in their place. `until` is the moment of the return. */
export interface Absence {
  readonly personId: string;
  readonly delegateId: string;
  readonly from: Date;
  readonly until: Date;
}

export type CalendarUnit = 'days' | 'months' | 'years';

export interface CalendarAge {
  readonly amount: number;
  readonly unit: CalendarUnit;
}

export interface PrerequisiteRule {
  readonly kind: string;
  /** As it reads in a sentence: "security training". */
  readonly title: string;
  /** What to do about it, a whole sentence: "Ask Inès Duarte for a new session." */
  readonly remedy: string;
  /** null: once is enough. */
  readonly maxAge: CalendarAge | null;
}

/** The rules of an access profile. Every length of time is in whole seconds. */
export interface ProfileRules {
  readonly id: string;
  readonly name: string;
  readonly retired: boolean;
  readonly personalData: boolean;
  readonly eligibleJobRoles: readonly string[];
  readonly duration: { readonly minimum: number; readonly default: number; readonly maximum: number };
  /** How long an approved grant waits for its first use. */
  readonly claimWindow: number;
  /** When it may be used; null for always. */
  readonly useHours: UseHours | null;
  /** How long somebody waits after a denial before they ask for the same again. */
  readonly pauseAfterDenial: number;
  /** How far ahead a later start may lie. */
  readonly startAhead: number;
  /** Visible characters. */
  readonly minimumJustification: number;
  readonly ticket: { readonly pattern: string; readonly required: boolean } | null;
  readonly stepUpMaxAge: number;
  /** Access without an approval, for the circle, reviewed afterwards; null: never. */
  readonly breakGlass: { readonly maximum: number } | null;
  readonly approvals: readonly ApprovalStep[];
  readonly approvalOrder: ApprovalOrder;
  /** Why nobody is asked: then the policy itself says yes, to whoever is eligible. Never for personal data; null otherwise. */
  readonly approvedByPolicy: string | null;
  /** They are told of each request and may deny it; their yes is not asked for and fills no place. */
  readonly witnesses: readonly ApproverRoute[];
  readonly prerequisites: readonly PrerequisiteRule[];
  /** Owners of the systems that the profile's entitlements lie in. */
  readonly systemOwnerIds: readonly string[];
  /** Profiles that one human being may not hold together with this one. */
  readonly separateFrom: readonly string[];
  /** Which of these it may be held with after all, and by whose extra approval. The others are refused. */
  readonly separationApprovals: readonly SeparationApproval[];
  /** Who may for a time, and why; to its last day, and no longer. */
  readonly separationExceptions: readonly SeparationException[];
}

/** One further person, found by any of these ways, has to approve that both are held. */
export interface SeparationApproval {
  readonly profileId: string;
  readonly by: readonly ApproverRoute[];
}

/** One human being may hold the profile that names this together with another one until the end of a day (UTC). */
export interface SeparationException {
  readonly personId: string;
  readonly profileId: string;
  /** `YYYY-MM-DD` */
  readonly until: string;
  readonly reason: string;
}

/** Why something is refused: `policy.…` and one sentence that says what to do. */
export interface Reason {
  readonly code: string;
  readonly sentence: string;
}
