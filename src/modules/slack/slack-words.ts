import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventWords, type Telling } from '../audit';

const NOT_MEMBERS: Readonly<Record<string, string>> = {
  bot: 'a bot',
  deactivated: 'deactivated',
  guest: 'a guest',
  'of-another-workspace': 'of another workspace',
};

const afterOthers = ({ leftOutBefore }: Readonly<Record<string, unknown>>): string =>
  leftOutBefore === undefined ? '' : ` (after ${Number(leftOutBefore)} refused calls that are not on record)`;

/** How the events of Slack read in the audit trail. */
const TELLINGS: Readonly<Record<string, Telling>> = {
  'slack.workspace_added': ({ data }) => `The Slack workspace ${String(data.key)} was connected`,
  'slack.workspace_changed': ({ data }) =>
    `The Slack workspace ${String(data.key)} was changed: ${String(data.field)}`,
  'slack.workspace_removed': ({ data }) => `The Slack workspace ${String(data.key)} was disconnected`,
  'slack.call_replayed': ({ data }) =>
    `A call of Slack’s that was taken already came again, with the same signature${afterOthers(data)}`,
  'slack.call_of_another': ({ data }) =>
    `A call came with the signature of a workspace, and was of another workspace or another app${afterOthers(data)}`,
  'slack.binding_offered': () => 'A Slack account that is bound to nobody was given a link to bind it',
  'slack.binding_refused': ({ data }) =>
    `A Slack account was not given a link to bind it: it is ${NOT_MEMBERS[String(data.reason)] ?? String(data.reason)}`,
  'slack.account_refused': ({ data }) =>
    `A bound Slack account was refused: it is ${NOT_MEMBERS[String(data.reason)] ?? String(data.reason)} now`,
  'slack.account_bound': ({ subject }, nameOf) => `${nameOf(subject.id)} bound an account at Slack`,
  'slack.account_unbound': ({ subject, data }, nameOf) =>
    data.reason === 'by-its-person'
      ? `${nameOf(subject.id)} unbound an account at Slack`
      : `An account at Slack was unbound from ${nameOf(subject.id)}, with all else that tells who somebody is`,
};

@Injectable()
export class SlackWords implements OnModuleInit {
  constructor(private readonly words: EventWords) {}

  onModuleInit(): void {
    this.words.tellEvents(TELLINGS);
  }
}
