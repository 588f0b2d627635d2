import { SECOND } from '../../../kernel';
import { durationInWords } from './duration';
import type { ProfileRules, Reason } from './facts';
import { inertText, saysSomething, visibleLength } from './inert-text';
import { closedReason } from './use-hours';
import { LONGEST_TICKET, ticketMatches } from './ticket-pattern';
import { counted } from './words';

export const LONGEST_JUSTIFICATION = 2_000;
/** A form is filled in and sent: a start that passed while it was on its way is "now". */
const START_GRACE_SECONDS = 60;

export interface RequestInput {
  readonly justification: string;
  readonly ticket: string | null;
  /** Whole seconds; null takes the profile's default. */
  readonly durationSeconds: number | null;
  /** null: as soon as it is approved. */
  readonly startsAt: Date | null;
}

export interface LimitedRequest {
  /** Inert: see {@link inertText}. */
  readonly justification: string;
  readonly ticket: string | null;
  readonly durationSeconds: number;
  readonly startsAt: Date | null;
}

export interface FieldFault extends Reason {
  readonly field: keyof RequestInput;
}

export type RequestLimits =
  | { readonly within: true; readonly request: LimitedRequest }
  | { readonly within: false; readonly faults: readonly FieldFault[] };

/** Checks what was asked against the profile's limits; every fault at once, each with the field it belongs to. */
export function requestLimits(profile: ProfileRules, input: RequestInput, now: Date): RequestLimits {
  const durationSeconds = input.durationSeconds ?? profile.duration.default;
  const ticket = input.ticket === null ? '' : inertText(input.ticket);
  const faults = [
    justificationFault(profile, input.justification),
    ticketFault(profile, ticket),
    durationFault(profile, durationSeconds),
    startFault(profile, input.startsAt, now),
    hoursFault(profile, input.startsAt, now),
  ].filter((fault) => fault !== undefined);
  if (faults.length > 0) return { within: false, faults };
  const request = {
    justification: inertText(input.justification),
    ticket: ticket === '' ? null : ticket,
    durationSeconds,
    startsAt: input.startsAt !== null && input.startsAt > now ? input.startsAt : null,
  };
  return { within: true, request };
}

function justificationFault({ minimumJustification }: ProfileRules, text: string): FieldFault | undefined {
  const fault = (code: string, sentence: string): FieldFault => ({ field: 'justification', code, sentence });
  if (text.length > LONGEST_JUSTIFICATION) {
    return fault('policy.justification_too_long', `Say it in at most ${LONGEST_JUSTIFICATION} characters.`);
  }
  const length = visibleLength(text);
  if (length === 0 || !saysSomething(text)) {
    return fault(
      'policy.justification_blank',
      'Say in words why you need this. The approver reads it before deciding.',
    );
  }
  if (length < minimumJustification) {
    return fault(
      'policy.justification_too_short',
      `Say a little more: ${counted(minimumJustification - length, 'more character')} at least. The approver reads it before deciding.`,
    );
  }
  return undefined;
}

function ticketFault({ ticket: rule }: ProfileRules, ticket: string): FieldFault | undefined {
  const fault = (code: string, sentence: string): FieldFault => ({ field: 'ticket', code, sentence });
  if (ticket === '') {
    return rule?.required ? fault('policy.ticket_missing', 'Name the ticket that this is for.') : undefined;
  }
  if (ticket.length > LONGEST_TICKET) {
    return fault('policy.ticket_too_long', `A ticket has at most ${LONGEST_TICKET} characters.`);
  }
  if (rule === null || ticketMatches(rule.pattern, ticket)) return undefined;
  return fault(
    'policy.ticket_malformed',
    `This does not look like a ticket of ours. It has to match ${rule.pattern}.`,
  );
}

function durationFault({ duration }: ProfileRules, seconds: number): FieldFault | undefined {
  if (Number.isSafeInteger(seconds) && seconds >= duration.minimum && seconds <= duration.maximum)
    return undefined;
  const range = `${durationInWords(duration.minimum)} and ${durationInWords(duration.maximum)}`;
  return {
    field: 'durationSeconds',
    code: 'policy.duration_out_of_range',
    sentence: `Choose a whole number of seconds between ${range}.`,
  };
}

/** Asked for outside its hours, a request says from when on it is wanted: nobody is asked for what cannot be used. */
function hoursFault(
  { name, useHours }: ProfileRules,
  startsAt: Date | null,
  now: Date,
): FieldFault | undefined {
  const begins = startsAt !== null && startsAt > now ? startsAt : now;
  const reason = Number.isNaN(begins.getTime()) ? undefined : closedReason(name, useHours, begins);
  return (
    reason && {
      field: 'startsAt',
      ...reason,
      sentence: `${reason.sentence} Choose a start within these hours.`,
    }
  );
}

function startFault({ startAhead }: ProfileRules, startsAt: Date | null, now: Date): FieldFault | undefined {
  if (startsAt === null) return undefined;
  const fault = (code: string, sentence: string): FieldFault => ({ field: 'startsAt', code, sentence });
  const ahead = (startsAt.getTime() - now.getTime()) / SECOND;
  if (Number.isNaN(ahead)) return fault('policy.start_malformed', 'This is not a point in time.');
  if (ahead < -START_GRACE_SECONDS)
    return fault('policy.start_in_past', 'Choose a start that is still to come, or none.');
  if (ahead > startAhead) {
    return fault(
      'policy.start_too_late',
      startAhead === 0
        ? 'This profile starts as soon as it is approved. Leave the start out.'
        : `Choose a start within the next ${durationInWords(startAhead)}.`,
    );
  }
  return undefined;
}
