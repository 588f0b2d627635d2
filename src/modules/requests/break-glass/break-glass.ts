export type BreakGlassVerdict = 'justified' | 'not-justified';

/** One use of access that nobody approved, and its review. */
export interface BreakGlass {
  readonly id: string;
  readonly requestId: string;
  readonly personId: string;
  readonly profileId: string;
  readonly openedAt: Date;
  readonly reviewDueAt: Date;
  readonly remindedAt: Date | null;
  readonly reviewedAt: Date | null;
  readonly reviewedBy: string | null;
  readonly verdict: BreakGlassVerdict | null;
  readonly reviewNote: string | null;
}

export const BREAK_GLASS_STANDINGS = [
  'in-use',
  'to-review',
  'overdue',
  'justified',
  'not-justified',
] as const;
export type BreakGlassStanding = (typeof BREAK_GLASS_STANDINGS)[number];

const IN_USE: ReadonlySet<string> = new Set(['scheduled', 'claimable', 'active']);

/** What has become of it, or what it waits for; nobody reviews what is still in use. */
export function breakGlassStanding(
  { verdict, reviewDueAt }: Pick<BreakGlass, 'verdict' | 'reviewDueAt'>,
  grant: { readonly state: string } | undefined,
  now: Date,
): BreakGlassStanding {
  if (verdict) return verdict;
  if (grant && IN_USE.has(grant.state)) return 'in-use';
  return reviewDueAt <= now ? 'overdue' : 'to-review';
}
