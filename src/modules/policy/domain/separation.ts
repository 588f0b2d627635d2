import type { ProfileRules, Reason } from './facts';

/** A profile that the same human being, by whichever account, asks for or holds at this moment. */
export interface HeldProfile {
  readonly id: string;
  readonly name: string;
  /** Its own list: separation holds in both directions even if only one of the two names the other. */
  readonly separateFrom: readonly string[];
}

/** Separation of duties: the held profiles that exclude this one. */
export function separationReasons(
  profile: Pick<ProfileRules, 'id' | 'name' | 'separateFrom'>,
  held: readonly HeldProfile[],
): Reason[] {
  return held
    .filter(({ id, separateFrom }) => profile.separateFrom.includes(id) || separateFrom.includes(profile.id))
    .map(({ name }) => ({
      code: 'policy.separated_duties',
      sentence: `Nobody may hold “${profile.name}” together with “${name}”. End or withdraw that one first, or let somebody else take this task.`,
    }));
}
