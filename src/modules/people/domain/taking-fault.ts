import { conflict, type DomainError } from '../../../kernel';
import type { PersonOnRecord, SourceOfPeople } from './person-on-record';

/** Who is there already under what a source says of somebody. */
export interface Namesakes {
  readonly byName: PersonOnRecord | undefined;
  readonly byEmail: PersonOnRecord | undefined;
}

const MANAGERS: Readonly<Record<SourceOfPeople, string>> = {
  file: 'the policy file',
  scim: 'the provisioning system',
  csv: 'the list of people (CSV)',
  none: 'nobody',
};

/** The provisioning system may speak of people of the policy file, and then only narrows what they may do. */
const MAY_SPEAK_OF: Readonly<Record<'scim' | 'csv', readonly SourceOfPeople[]>> = {
  scim: ['file', 'none', 'scim'],
  csv: ['none', 'csv'],
};

/** Why a source may not say this of whom it names; undefined where it may. */
export function takingFault(
  { byName, byEmail }: Namesakes,
  email: string,
  source: 'scim' | 'csv',
): DomainError | undefined {
  if (byName && byEmail && byName.id !== byEmail.id) return addressOfAnother(email);
  const found = byName ?? byEmail;
  return found && !MAY_SPEAK_OF[source].includes(found.source) ? managedElsewhere(found) : undefined;
}

const addressOfAnother = (email: string) =>
  conflict('people.email_taken', `The e-mail address ${email} belongs to somebody else on record.`);

const managedElsewhere = ({ name, source }: PersonOnRecord) =>
  conflict(
    'people.managed_elsewhere',
    `${name} is managed by ${MANAGERS[source]}. Let them leave there first.`,
  );
