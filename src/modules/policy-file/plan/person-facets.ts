import { dateInWords } from '../../policy';
import { memberFacets, NOTHING, textFacet, type Facet } from './facet';
import type { PersonState } from './policy-state';
import type { Words } from './words';

const STATUS = { active: 'active', suspended: 'suspended', left: 'has left' } as const;

export function personFacets(person: PersonState, words: Words): Facet[] {
  const { name } = person;
  return [
    textFacet('name', 'name', name),
    textFacet('email', 'e-mail address', person.email),
    { field: 'status', label: 'status', value: person.status, words: STATUS[person.status] },
    ...memberFacets('jobRoles', person.jobRoles, (jobRole) => ({
      gained: `${name} gains the job role ${words.organisation.titleOf(jobRole)}`,
      lost: `${name} loses the job role ${words.organisation.titleOf(jobRole)}`,
    })),
    accountFacet('manager', 'manager', person.manager, words),
    accountFacet('secondAccountOf', 'second account of', person.secondAccountOf, words),
    ...Object.entries(person.prerequisites)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([kind, date]) => prerequisiteFacet(name, kind, date, words)),
  ];
}

const accountFacet = (field: string, label: string, handle: string | null, words: Words): Facet => ({
  field,
  label,
  value: handle,
  words: handle === null ? NOTHING : words.person(handle),
});

function prerequisiteFacet(name: string, kind: string, date: string, words: Words): Facet {
  const title = words.prerequisite(kind);
  return {
    field: `prerequisites.${kind}`,
    label: title,
    value: date,
    words: dateInWords(date),
    gained: `${name}: ${title} of ${dateInWords(date)} is put on record`,
    lost: `${name}: ${title} of ${dateInWords(date)} is taken off the record`,
  };
}
