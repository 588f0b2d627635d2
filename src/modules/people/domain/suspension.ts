import { type DomainError, conflict, forbidden } from '../../../kernel';
import { humanOf, isInCircle, type PersonFacts, sameHuman } from '../../policy';

/** Why this person may not be suspended by that administrator; undefined when they may. */
export function suspensionFault(
  person: PersonFacts,
  administrator: PersonFacts,
  everybody: readonly PersonFacts[],
): DomainError | undefined {
  if (sameHuman(person, administrator)) {
    return forbidden(
      'people.own_account',
      'Nobody suspends or brings back themselves. Ask somebody else of the circle.',
    );
  }
  if (person.status !== 'active') {
    return conflict(
      'people.not_active',
      person.status === 'left'
        ? `${person.name} has left; there is nothing to suspend.`
        : `${person.name} is suspended already.`,
    );
  }
  if (isInCircle(person) && !everybody.some((other) => remains(other, person))) {
    return conflict(
      'people.last_of_circle',
      `${person.name} is the last active person of the personal-data circle. Name another one in the policy file first.`,
    );
  }
  return undefined;
}

const remains = (other: PersonFacts, person: PersonFacts): boolean =>
  other.status === 'active' && isInCircle(other) && humanOf(other) !== humanOf(person);
