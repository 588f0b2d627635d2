import type { KnownBlock, ModalView, PlainTextElement, PlainTextOption } from '@slack/types';
import { durationInWords } from '../../policy';
import type { ProfileView } from '../../requests';
import { clipped, plain } from '../slack-text';
import { durationChoices } from './duration-choices';

/** What the form's parts are called when Slack sends them back. */
export const CHOOSE_PROFILE = 'choose-profile';
export const ASK_FOR_ACCESS = 'ask-for-access';
export const FIELDS = {
  profile: 'profile',
  justification: 'justification',
  duration: 'durationSeconds',
  ticket: 'ticket',
} as const;
/** Each input has one element, by this name. */
export const VALUE = 'value';

const MOST_OPTIONS = 100;
const LONGEST_OPTION = 75;
const LONGEST_TYPED = 2_000;
const LONGEST_TICKET = 200;

const title: PlainTextElement = plain('Ask for access');
const close: PlainTextElement = plain('Cancel');

/** First step: what of that which the person may ask for. */
export function profileForm(profiles: readonly ProfileView[], allOfThem: string): ModalView {
  const options = profiles.slice(0, MOST_OPTIONS).map(optionOf);
  const blocks: KnownBlock[] = [
    {
      type: 'input',
      block_id: FIELDS.profile,
      label: plain('What do you need?'),
      element: { type: 'static_select', action_id: VALUE, placeholder: plain('Choose one'), options },
    },
  ];
  if (profiles.length > MOST_OPTIONS) {
    const more = `There are ${profiles.length - MOST_OPTIONS} more: type /access and a word of the name, or look at ${allOfThem}`;
    blocks.push({ type: 'context', elements: [plain(more)] });
  }
  return { type: 'modal', callback_id: CHOOSE_PROFILE, title, close, submit: plain('Continue'), blocks };
}

const optionOf = ({ key, name }: ProfileView): PlainTextOption => ({
  text: plain(clipped(name, LONGEST_OPTION)),
  value: key,
});

/** Second step: why, how long, for which ticket; and before the button, what will come of it. */
export function askForm(profile: ProfileView): ModalView {
  return {
    type: 'modal',
    callback_id: ASK_FOR_ACCESS,
    private_metadata: profile.key,
    title,
    close,
    submit: plain('Ask for access'),
    blocks: [
      { type: 'header', text: plain(clipped(profile.name, 150)) },
      { type: 'section', text: plain(profile.description) },
      justificationInput(profile),
      durationInput(profile),
      ticketInput(profile),
      { type: 'context', elements: [plain(consequences(profile))] },
    ],
  };
}

const justificationInput = ({ minimumJustification }: ProfileView): KnownBlock => ({
  type: 'input',
  block_id: FIELDS.justification,
  label: plain('Why do you need it?'),
  hint: plain(`The approver reads this before deciding. At least ${minimumJustification} characters.`),
  element: { type: 'plain_text_input', action_id: VALUE, multiline: true, max_length: LONGEST_TYPED },
});

function durationInput({ duration }: ProfileView): KnownBlock {
  const option = (seconds: number): PlainTextOption => ({
    text: plain(durationInWords(seconds)),
    value: String(seconds),
  });
  return {
    type: 'input',
    block_id: FIELDS.duration,
    label: plain('For how long, from the first use?'),
    element: {
      type: 'static_select',
      action_id: VALUE,
      options: durationChoices(duration).map(option),
      initial_option: option(duration.defaultSeconds),
    },
  };
}

const ticketInput = ({ ticket }: ProfileView): KnownBlock => ({
  type: 'input',
  block_id: FIELDS.ticket,
  optional: ticket?.required !== true,
  label: plain('Ticket'),
  element: { type: 'plain_text_input', action_id: VALUE, max_length: LONGEST_TICKET },
});

const consequences = ({ dataCategory, approvals }: ProfileView): string =>
  `Data: ${dataCategory}. ${askedWords(approvals)} What you write here stays in the audit trail.`;

function askedWords({ asked, byPolicy }: ProfileView['approvals']): string {
  if (byPolicy !== null) return `Nobody is asked: the policy approves it (${byPolicy}).`;
  return `Asked will be: ${asked.map(({ who }) => who).join('; and ')}.`;
}

/** What stands in the modal once the request is made. */
export const askedView = (profile: string, url: string): ModalView => ({
  type: 'modal',
  title,
  close: plain('Close'),
  blocks: [
    { type: 'section', text: plain(`You have asked for ${profile}. You will be told here what came of it.`) },
    {
      type: 'actions',
      elements: [{ type: 'button', action_id: 'open-request', text: plain('Open the request'), url }],
    },
  ],
});
