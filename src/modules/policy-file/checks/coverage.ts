import { uncovered } from '../../policy';
import type { Finding } from '../domain/fault';
import { organisationFacts, profileRules } from '../policy-facts';
import { finding, type Draft } from './draft';

/** Faults here make the question "who could approve" unanswerable, so it is asked once they are gone. */
const NEEDED = new Set(['jobRoles', 'people', 'systems', 'entitlements']);

/**
 * Who could ask for a profile and would find nobody to approve. Asked of each sound profile as soon as the people and
 * systems it looks at are sound; a fault of one profile does not silence the others.
 */
export function coverageFindings({ sections }: Draft, others: readonly Finding[]): Finding[] {
  if (others.some(({ path }) => NEEDED.has(String(path[0])))) return [];
  const faulty = new Set(
    others.filter(({ path }) => path[0] === 'accessProfiles').map(({ path }) => String(path[1])),
  );
  const profiles = [...sections.accessProfiles]
    .filter(([key]) => !faulty.has(key))
    .map(([key, profile]) => profileRules(key, profile, sections));
  return uncovered(profiles, organisationFacts(sections)).map(({ profile, person, sentence }) =>
    finding(
      ['accessProfiles', profile.id, 'approvals'],
      'nobody_can_approve',
      `${person.name} (\`${person.id}\`) could ask, and nobody could say yes. ${sentence}`,
      'key',
    ),
  );
}
