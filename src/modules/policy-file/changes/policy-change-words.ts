import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventWords, type Telling } from '../../audit';
import type { Reach } from '../domain/reach';
import { changeInWords } from './reach-words';

type Told = Parameters<Telling>;

const by = ({ actor }: Told[0], nameOf: Told[1]): string =>
  actor.kind === 'person' ? nameOf(actor.id) : "The server's command line";

const what = ({ data }: Told[0]): string => `a ${changeInWords(data.reach as Reach)}`;

const TELLINGS: Readonly<Record<string, Telling>> = {
  'policy.change_proposed': (event, nameOf) => `${by(event, nameOf)} proposed ${what(event)}`,
  'policy.change_approved': (event, nameOf) => `${by(event, nameOf)} approved ${what(event)}`,
  'policy.change_denied': (event, nameOf) => `${by(event, nameOf)} denied ${what(event)}`,
  'policy.change_withdrawn': (event, nameOf) => `${by(event, nameOf)} withdrew ${what(event)}`,
  'policy.change_stopped': (event, nameOf) => `${by(event, nameOf)} stopped ${what(event)}`,
  'policy.change_lapsed': (event) => `Nobody approved ${what(event)} in time`,
  'policy.change_void': (event) =>
    `What was proposed as ${what(event)} is void: ${String(event.data.because)}`,
  'policy.change_in_force': (event) => `What was approved as ${what(event)} came into force`,
  'policy.approval_refused': (event, nameOf) =>
    `${by(event, nameOf)} tried to approve a change of the rules and was refused`,
  'policy.applied_by_operator': (event) =>
    `The server's command line put ${what(event)} in force without an approval: ${String(event.data.reason)}`,
};

/** How these events read in the audit trail. */
@Injectable()
export class PolicyChangeWords implements OnModuleInit {
  constructor(private readonly words: EventWords) {}

  onModuleInit(): void {
    this.words.tellEvents(TELLINGS);
  }
}
