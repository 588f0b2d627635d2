import type { BurstLimit, ProfileRules } from '../policy';

export interface Organisation {
  readonly name: string;
  readonly dpoContact: string;
  /** How many requests of one person within how many seconds are raised as an alert when there is one more. */
  readonly burst: BurstLimit;
}

export interface ProcessingActivity {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly purpose: string;
  readonly dataCategories: readonly string[];
  readonly legalBasis: string;
  readonly retired: boolean;
}

export interface System {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly environment: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** `env:NAME` or `file:/path`, never the secret. */
  readonly credentialReference: string;
  readonly ownerIds: readonly string[];
  readonly retired: boolean;
}

export interface Entitlement {
  readonly id: string;
  readonly key: string;
  readonly systemId: string;
  readonly name: string;
  readonly description: string;
  /** It opens personal data, so every profile that bundles it keeps to the circle. */
  readonly personalData: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly retired: boolean;
}

/** A requestable bundle of entitlements with its rules. `rules` is what the policy functions take. */
export interface AccessProfile {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly allows: readonly string[];
  readonly allowsNot: readonly string[];
  readonly dataCategory: string;
  readonly purpose: string;
  readonly processingActivity: { readonly id: string; readonly key: string; readonly title: string };
  readonly entitlements: readonly ProfileEntitlement[];
  readonly rules: ProfileRules;
}

export interface ProfileEntitlement extends Omit<Entitlement, 'systemId' | 'personalData' | 'retired'> {
  readonly system: Pick<System, 'id' | 'key' | 'name' | 'kind' | 'settings' | 'credentialReference'>;
}

/** A profile as it is written: whatever it refers to, by id alone. Owners belong to the systems. */
export interface ProfileRecord extends Omit<AccessProfile, 'processingActivity' | 'entitlements' | 'rules'> {
  readonly processingActivity: { readonly id: string };
  readonly entitlements: readonly { readonly id: string }[];
  readonly rules: Omit<ProfileRules, 'systemOwnerIds'>;
}

/** What the last look at a target found; plain JSON from the connector. */
export interface SystemReading {
  readonly systemId: string;
  readonly guard: GuardState | null;
  readonly findings: readonly Finding[];
  readonly readAt: Date;
}

export interface GuardState {
  readonly kind: 'pg_cron' | 'process' | 'target' | 'none';
  readonly alive: boolean;
  /** RFC 3339; null when it never gave a sign of life. */
  readonly lastSeenAt: string | null;
  readonly summary: string;
}

export interface Finding {
  readonly id: string;
  readonly ok: boolean;
  readonly summary: string;
  readonly advice?: string;
}
