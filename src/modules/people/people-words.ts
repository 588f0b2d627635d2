import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventWords, type Telling } from '../audit';

/** How the events of this capability read in the audit trail. */
const TELLINGS: Readonly<Record<string, Telling>> = {
  'people.suspended': ({ subject }, nameOf) => `${nameOf(subject.id)} was suspended`,
  'people.brought_back': ({ subject }, nameOf) => `The suspension of ${nameOf(subject.id)} was lifted`,
  'people.circle_refused': ({ subject }) =>
    `A source of people was refused: the job role ${subject.id} is given by the policy file alone`,
  'people.scim_user_written': ({ subject }, nameOf) =>
    `The provisioning system described ${nameOf(subject.id)}`,
  'people.scim_user_deleted': ({ subject }, nameOf) =>
    `The provisioning system removed ${nameOf(subject.id)}`,
  'people.scim_group_written': ({ data }) =>
    `The provisioning system described the group “${String(data.displayName)}” (${String(data.members)} members)`,
  'people.scim_group_deleted': () => 'The provisioning system removed a group',
  'people.scim_token_made': ({ data }) =>
    `A token for the provisioning system “${String(data.name)}” was made`,
  'people.scim_token_ended': () => 'A token of a provisioning system was ended',
  'people.list_imported': ({ data }) =>
    `A list of people (CSV) was applied: ${String(data.joined)} joined, ${String(data.cameBack)} came back, ${String(data.changed)} changed, ${String(data.left)} left`,
  'people.list_exported': ({ data }) =>
    `The list of people (CSV) was downloaded, with ${String(data.people)} on it`,
  'people.prerequisite_recorded': ({ subject, data }, nameOf) =>
    `${String(data.kind).replaceAll('-', ' ')} of ${nameOf(subject.id)} was put on record`,
};

@Injectable()
export class PeopleWords implements OnModuleInit {
  constructor(private readonly words: EventWords) {}

  onModuleInit(): void {
    this.words.tellEvents(TELLINGS);
  }
}
