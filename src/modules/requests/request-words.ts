import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventWords, type Telling } from '../audit';
import { tellEvent, TOLD_TYPES } from './tell-story';

/** The audit trail tells the life of requests and grants in the sentences of their story. */
@Injectable()
export class RequestWords implements OnModuleInit {
  constructor(private readonly words: EventWords) {}

  onModuleInit(): void {
    this.words.tellEvents(Object.fromEntries(TOLD_TYPES.map((type) => [type, tell])));
  }
}

const tell: Telling = (event, nameOf) =>
  tellEvent({ ...event, actorName: event.actor.kind === 'person' ? nameOf(event.actor.id) : null })?.sentence;
