import { type DurationLimits, durationWords, inWords, ticketForm } from '../../ui/words';

/** What a person has answered so far. `startsAt` is what a `datetime-local` field holds; empty means at once. */
export interface Draft {
  readonly justification: string;
  readonly ticket: string;
  readonly durationSeconds: number | undefined;
  readonly later: boolean;
  readonly startsAt: string;
}

/** `pattern` is a regular expression as the broker reads it. */
export interface TicketRule {
  readonly pattern: string;
  readonly required: boolean;
}

export type DraftField = 'justification' | 'ticket' | 'durationSeconds' | 'startsAt';

/** Under each field, what is wrong with it, in words. */
export type DraftFaults = Partial<Record<DraftField, string>>;

/** The part of a profile's rules that can be told before the broker is asked; the broker checks them all again. */
export interface DraftRules {
  readonly duration: DurationLimits;
  /** Visible characters. */
  readonly minimumJustification: number;
  readonly ticket: TicketRule | null;
  /** How far ahead a later start may lie. */
  readonly startAheadSeconds: number;
}

export const QUESTIONS = ['why', 'how-long', 'when'] as const;
export type Question = (typeof QUESTIONS)[number];

/** Which question each field belongs to, so that a fault found by the broker reopens the right one. */
export const QUESTION_OF: Readonly<Record<DraftField, Question>> = {
  justification: 'why',
  ticket: 'why',
  durationSeconds: 'how-long',
  startsAt: 'when',
};

export function faultsOf(question: Question, draft: Draft, rules: DraftRules, now: Date): DraftFaults {
  switch (question) {
    case 'why':
      return withoutEmpty({
        justification: justificationFault(draft.justification, rules.minimumJustification),
        ticket: rules.ticket === null ? undefined : ticketFault(draft.ticket.trim(), rules.ticket),
      });
    case 'how-long':
      return withoutEmpty({ durationSeconds: durationFault(draft.durationSeconds, rules.duration) });
    case 'when':
      return withoutEmpty({
        startsAt: draft.later ? startFault(draft.startsAt, rules.startAheadSeconds, now) : undefined,
      });
  }
}

const withoutEmpty = (faults: Record<string, string | undefined>): DraftFaults =>
  Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== undefined));

const lengthOf = (text: string): number => text.trim().replace(/\s+/g, ' ').length;

function justificationFault(text: string, minimum: number): string | undefined {
  const missing = minimum - lengthOf(text);
  if (lengthOf(text) === 0) return 'Say why you need it. The approver decides by this.';
  return missing > 0 ? `Say a little more: at least ${minimum} characters, ${missing} to go.` : undefined;
}

function ticketFault(ticket: string, { pattern, required }: TicketRule): string | undefined {
  if (ticket === '') return required ? 'Name the ticket this is for.' : undefined;
  const form = ticketForm(pattern);
  if (form === undefined || form.fits(ticket)) return undefined;
  return `This does not look like a ticket of ours, such as ${inWords(form.examples, 'or')}.`;
}

function durationFault(seconds: number | undefined, limits: DurationLimits): string | undefined {
  if (seconds === undefined) return 'Write a length of time such as 45 min or 1h30.';
  if (seconds > limits.maximumSeconds)
    return `At most ${durationWords(limits.maximumSeconds)} for this profile.`;
  if (seconds < limits.minimumSeconds)
    return `At least ${durationWords(limits.minimumSeconds)} for this profile.`;
  return undefined;
}

function startFault(startsAt: string, startAheadSeconds: number, now: Date): string | undefined {
  const ahead = new Date(startsAt).getTime() - now.getTime();
  if (Number.isNaN(ahead)) return 'Choose a day and a time.';
  if (ahead <= 0) return 'That moment has passed. Choose a later one.';
  return ahead > startAheadSeconds * 1_000 ? `At most ${durationWords(startAheadSeconds)} ahead.` : undefined;
}

/** What is sent: RFC 3339 in UTC, null for what was left empty. */
export const requestBody = (draft: Draft) => ({
  justification: draft.justification.trim(),
  ticket: draft.ticket.trim() === '' ? null : draft.ticket.trim(),
  durationSeconds: draft.durationSeconds ?? 0,
  startsAt: draft.later ? new Date(draft.startsAt).toISOString() : null,
});

const AN_HOUR_MS = 3_600_000;

/** Where a later start usually begins: the next full hour that is at least half an hour away. */
export function suggestedStart(now: Date): Date {
  const suggested = new Date(now.getTime() + AN_HOUR_MS * 1.5);
  suggested.setMinutes(0, 0, 0);
  return suggested;
}

/** The value of a `datetime-local` field (the browser's own time zone, to the minute) for a moment. */
export function localInputValue(at: Date): string {
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
