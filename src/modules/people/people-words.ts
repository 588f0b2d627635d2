import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventWords, type Telling } from '../audit';

/** How the events of this capability read in the audit trail. */
const TELLINGS: Readonly<Record<string, Telling>> = {
  'people.suspended': ({ subject }, nameOf) => `${nameOf(subject.id)} was suspended`,
  'people.brought_back': ({ subject }, nameOf) => `The suspension of ${nameOf(subject.id)} was lifted`,
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
