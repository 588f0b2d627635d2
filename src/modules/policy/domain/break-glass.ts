import { isInCircle } from './circle';
import { durationInWords } from './duration';
import type { PersonFacts, ProfileRules, Reason } from './facts';
import { type Organisation, sameHuman } from './organisation';

/** Seconds from opening to when somebody else has to have looked at it. */
export const BREAK_GLASS_REVIEWED_WITHIN = 86_400;

/** Why nobody's approval could be done without for this person and profile; undefined where it can. */
export function breakGlassRefusal(person: PersonFacts, profile: ProfileRules): Reason | undefined {
  if (profile.breakGlass === null) {
    return {
      code: 'policy.no_break_glass',
      sentence: `“${profile.name}” is never given without an approval. Ask for it.`,
    };
  }
  if (!isInCircle(person)) {
    return {
      code: 'policy.break_glass_outside_circle',
      sentence: 'Emergency access is for the CTO and the tech lead alone. Tell one of them.',
    };
  }
  return undefined;
}

/** The same for what is given already, which must still be no longer than is allowed now. */
export function breakGlassReasons(
  person: PersonFacts,
  profile: ProfileRules,
  durationSeconds: number,
): readonly Reason[] {
  const refusal = breakGlassRefusal(person, profile);
  if (refusal) return [refusal];
  const maximum = profile.breakGlass?.maximum ?? 0;
  if (durationSeconds <= maximum) return [];
  return [
    {
      code: 'policy.break_glass_too_long',
      sentence: `Emergency access to “${profile.name}” lasts at most ${durationInWords(maximum)} now.`,
    },
  ];
}

/** Why this person may not review what `user` did; undefined where they may. */
export function breakGlassReviewRefusal(reviewer: PersonFacts, user: PersonFacts): Reason | undefined {
  if (sameHuman(reviewer, user)) {
    return {
      code: 'policy.own_break_glass',
      sentence:
        'Nobody reviews their own emergency access. Somebody else of the circle or the data protection officer does.',
    };
  }
  if (reviewer.status === 'active' && (isInCircle(reviewer) || reviewer.jobRoles.includes('dpo')))
    return undefined;
  return {
    code: 'policy.no_break_glass_reviewer',
    sentence: 'Emergency access is reviewed by somebody of the circle or by the data protection officer.',
  };
}

/** Who hears of it at once, the user included: nobody uses this account without its owner knowing. */
export const breakGlassAudience = ({ people }: Organisation): readonly PersonFacts[] =>
  people.filter(
    (person) => person.status === 'active' && (isInCircle(person) || person.jobRoles.includes('dpo')),
  );
