import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventWords, type Telling } from '../../audit';

type Told = Parameters<Telling>;

const WHAT: Readonly<Record<string, string>> = {
  person: 'person',
  profile: 'access-profile',
  system: 'system',
};

/** "everything", or "all access of Lea Sommer". */
function scopeIn({ data, related }: Told[0], nameOf: Told[1]): string {
  const reference = related.find(({ kind }) => kind === WHAT[String(data.scope)]);
  return reference ? `everything of ${nameOf(reference.id)}` : 'everything';
}

const actorIn = ({ actor }: Told[0], nameOf: Told[1]): string =>
  actor.kind === 'person' ? nameOf(actor.id) : 'Sallyport';

/** How these events read in the audit trail. */
const TELLINGS: Readonly<Record<string, Telling>> = {
  'grants.bulk_revocation_asked': (event, nameOf) =>
    `${actorIn(event, nameOf)} ended ${scopeIn(event, nameOf)}: ${grants(event.data.listed)}`,
  'grants.bulk_revocation_batch': ({ data }) => `Of an ending of many, ${grants(data.grants)} ended`,
  'grants.bulk_revocation_listed': ({ data }) => `Of an ending of many, ${grants(data.listed)} more found`,
  'grants.halted': (event, nameOf) => `${actorIn(event, nameOf)} halted ${scopeIn(event, nameOf)}`,
  'grants.halt_lifted': (event, nameOf) =>
    `${actorIn(event, nameOf)} lifted the halt of ${scopeIn(event, nameOf)}`,
  'grants.try_asked': (event, nameOf) => `${actorIn(event, nameOf)} asked for another try to end a log-in`,
};

const grants = (count: unknown): string => (count === 1 ? '1 grant' : `${String(count)} grants`);

@Injectable()
export class EndEverythingWords implements OnModuleInit {
  constructor(private readonly words: EventWords) {}

  onModuleInit(): void {
    this.words.tellEvents(TELLINGS);
  }
}
