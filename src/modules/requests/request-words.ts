import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventWords, type Telling } from '../audit';
import { tellEvent, TOLD_TYPES } from './tell-story';

/** The audit trail tells the life of requests and grants in the sentences of their story. */
@Injectable()
export class RequestWords implements OnModuleInit {
  constructor(private readonly words: EventWords) {}

  onModuleInit(): void {
    this.words.tellEvents(Object.fromEntries(TOLD_TYPES.map((type) => [type, tell])));
    this.words.tellEvents(INTENTIONS);
  }
}

const whoDid = ({ actor }: Parameters<Telling>[0], nameOf: Parameters<Telling>[1]): string | null =>
  actor.kind === 'person' ? nameOf(actor.id) : null;

const tell: Telling = (event, nameOf) => tellEvent({ ...event, actorName: whoDid(event, nameOf) })?.sentence;

/** Written before the target is touched: of interest in the trail, and no step of the story. */
const INTENTIONS: Readonly<Record<string, Telling>> = {
  'grants.lease_intended': (event, nameOf) =>
    `A log-in is about to be made for ${whoDid(event, nameOf) ?? 'somebody'}`,
  'grants.password_replacement_intended': (event, nameOf) =>
    `A log-in of ${whoDid(event, nameOf) ?? 'somebody'} is about to get a new password`,
};
