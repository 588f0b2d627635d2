import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventWords, type Telling } from '../../audit';
import { durationInWords } from '../../policy';
import { standsInForIn, tellEvent, TOLD_TYPES } from './tell-story';

/** The audit trail tells the life of requests and grants in the sentences of their story. */
@Injectable()
export class RequestWords implements OnModuleInit {
  constructor(private readonly words: EventWords) {}

  onModuleInit(): void {
    this.words.tellEvents(Object.fromEntries(TOLD_TYPES.map((type) => [type, tell])));
    this.words.tellEvents(NOT_IN_STORIES);
  }
}

const whoDid = ({ actor }: Parameters<Telling>[0], nameOf: Parameters<Telling>[1]): string | null =>
  actor.kind === 'person' ? nameOf(actor.id) : null;

const absenceEndedBy = (who: string | null, away: string): string =>
  who === null ? `The absence of ${away} ran out` : `${who} ended an absence`;

const tell: Telling = (event, nameOf) => {
  const away = standsInForIn(event.data);
  const names = { actorName: whoDid(event, nameOf), inPlaceOf: away === null ? null : nameOf(away) };
  return tellEvent({ ...event, ...names })?.sentence;
};

/** Written before a target is touched, or of what a target did by itself: of interest in the trail, and no step of a story. */
const NOT_IN_STORIES: Readonly<Record<string, Telling>> = {
  'requests.burst': ({ data }) =>
    `Somebody sent ${Number(data.requests)} requests within ${durationInWords(Number(data.withinSeconds))}`,
  'requests.absence_recorded': (event, nameOf) =>
    `${whoDid(event, nameOf) ?? 'Somebody'} is away for a time and has named who approves in their place`,
  'requests.absence_ended': (event, nameOf) =>
    `${absenceEndedBy(whoDid(event, nameOf), nameOf(event.subject.id))}; nobody approves in that person’s place any more`,
  'requests.break_glass_refused': (event, nameOf) =>
    `${whoDid(event, nameOf) ?? 'Somebody'} tried to take access in an emergency and was refused (${String(event.data.code)})`,
  'requests.break_glass_review_refused': (event, nameOf) =>
    `${whoDid(event, nameOf) ?? 'Somebody'} tried to review emergency access and was refused (${String(event.data.code)})`,
  'grants.lease_intended': (event, nameOf) =>
    `A log-in is about to be made for ${whoDid(event, nameOf) ?? 'somebody'}`,
  'grants.password_replacement_intended': (event, nameOf) =>
    `A log-in of ${whoDid(event, nameOf) ?? 'somebody'} is about to get a new password`,
  'grants.lease_extension_intended': () => 'The end of a log-in is about to be moved',
  'grants.deadline_corrected': () =>
    'A target would have let a log-in in for longer than its lease says; its end was put right',
  'grants.denial_restored': () => 'The end of a log-in had been undone at its target; it was ended anew',
  'grants.denial_missing': () =>
    'The end of a log-in has been undone at its target and could not be brought about again yet; it may work',
};
