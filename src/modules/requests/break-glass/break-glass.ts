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
