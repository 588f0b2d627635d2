import { type Organisation, type PersonFacts, sameHuman } from '../../policy';

/**
 * Who hears of an alert: the CTO; where there is none, the tech lead; where there is none either, the data protection
 * officer. What is about the CTO goes to the next one too, since whoever has an account in hand reads its messages.
 */
export function watchersOf(organisation: Organisation, concerned: readonly string[]): readonly PersonFacts[] {
  const about = concerned.flatMap((id) => organisation.person(id) ?? []);
  const isConcerned = (person: PersonFacts): boolean => about.some((one) => sameHuman(one, person));
  const told: PersonFacts[] = [];
  for (const jobRole of ['cto', 'tech-lead', 'dpo']) {
    told.push(...organisation.activeHolders(jobRole).filter((one) => !told.includes(one)));
    if (told.some((person) => !isConcerned(person))) break;
  }
  return told;
}
