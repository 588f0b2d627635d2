import { calendarDate } from './calendar';
import type { PersonFacts, ProfileRules, Reason } from './facts';
import { sameHuman, type Organisation } from './organisation';

type Separated = Pick<ProfileRules, 'id' | 'name' | 'separateFrom' | 'separationExceptions'>;

/** A profile that the same human being, by whichever account, asks for or holds at this moment, with its own rules. */
export type HeldProfile = Separated;

export interface SeparationFacts {
  readonly person: PersonFacts;
  readonly profile: Separated;
  readonly held: readonly HeldProfile[];
  readonly organisation: Organisation;
  readonly now: Date;
}

/**
 * Separation of duties: the held profiles that exclude this one, in either direction, even if only one of the two names the
 * other. An exception that either names lets one human being hold both, and lapses by itself.
 */
export function separationReasons({ profile, held, ...about }: SeparationFacts): Reason[] {
  return held
    .filter((other) => excludes(profile, other) || excludes(other, profile))
    .filter((other) => !isExcepted(profile, other, about) && !isExcepted(other, profile, about))
    .map(({ name }) => ({
      code: 'policy.separated_duties',
      sentence: `Nobody may hold “${profile.name}” together with “${name}”. End or withdraw that one first, or let somebody else take this task.`,
    }));
}

const excludes = ({ separateFrom }: Separated, { id }: Separated): boolean => separateFrom.includes(id);

function isExcepted(
  { separationExceptions }: Separated,
  { id }: Separated,
  { person, organisation, now }: Pick<SeparationFacts, 'person' | 'organisation' | 'now'>,
): boolean {
  return separationExceptions.some(({ profileId, personId, until }) => {
    const excepted = organisation.person(personId);
    return (
      profileId === id && excepted !== undefined && sameHuman(excepted, person) && calendarDate(now) <= until
    );
  });
}
