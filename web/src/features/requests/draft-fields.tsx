import { type ReactNode, useState } from 'react';
import { Textarea, TextInput } from '@mantine/core';
import { ChoiceChips } from '../../ui/choice-chips';
import { serverNow } from '../../api/server-clock';
import {
  type DurationLimits,
  durationChoices,
  durationWords,
  inWords,
  parseDuration,
  ticketForm,
} from '../../ui/words';
import classes from './draft-fields.module.css';
import { type Draft, type DraftFaults, localInputValue, suggestedStart, type TicketRule } from './draft';

interface FieldsProps {
  readonly draft: Draft;
  readonly faults: DraftFaults;
  readonly onChange: (changes: Partial<Draft>) => void;
}

interface WhyFieldsProps extends FieldsProps {
  readonly question?: string;
  readonly ticket: TicketRule | null;
}

const likeTicket = ({ pattern }: TicketRule): string => {
  const form = ticketForm(pattern);
  return form ? `Such as ${inWords(form.examples, 'or')}` : `In the form ${pattern}`;
};

export const WhyFields = ({
  draft,
  faults,
  onChange,
  ticket,
  question = 'Why do you need it?',
}: WhyFieldsProps) => (
  <div className={classes.fields}>
    <Textarea
      label={question}
      description="What you will do, for whom. The approver reads it, and it stays on record; name no customer in it."
      value={draft.justification}
      onChange={(event) => onChange({ justification: event.currentTarget.value })}
      error={faults.justification}
      maxLength={2_000}
      data-autofocus
    />
    {ticket && (
      <TextInput
        label={ticket.required ? 'Ticket' : 'Ticket (if there is one)'}
        description={likeTicket(ticket)}
        value={draft.ticket}
        onChange={(event) => onChange({ ticket: event.currentTarget.value })}
        error={faults.ticket}
        maxLength={64}
        className={classes.short}
      />
    )}
  </div>
);

const OTHER = 'other';

interface LengthFieldsProps extends FieldsProps {
  readonly limits: DurationLimits;
  readonly legend?: string;
  /** From when it counts, and how far it can go. */
  readonly note?: ReactNode;
}

export function LengthFields({
  draft,
  faults,
  onChange,
  limits,
  legend = 'For how long?',
  note,
}: LengthFieldsProps) {
  const choices = durationChoices(limits);
  const known = draft.durationSeconds !== undefined && choices.includes(draft.durationSeconds);
  const [other, setOther] = useState(!known);
  const [text, setText] = useState(
    known || draft.durationSeconds === undefined ? '' : durationWords(draft.durationSeconds),
  );

  const choose = (value: string) => {
    setOther(value === OTHER);
    onChange({ durationSeconds: value === OTHER ? parseDuration(text) : Number(value) });
  };

  return (
    <div className={classes.fields}>
      <ChoiceChips
        legend={legend}
        options={[
          ...choices.map((seconds) => ({ value: String(seconds), label: durationWords(seconds) })),
          { value: OTHER, label: 'Another length' },
        ]}
        value={other ? OTHER : String(draft.durationSeconds)}
        onChange={choose}
      />
      {other && (
        <TextInput
          label="Length"
          placeholder="45 min or 1h30"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            onChange({ durationSeconds: parseDuration(event.currentTarget.value) });
          }}
          className={classes.short}
          error={faults.durationSeconds}
        />
      )}
      {!other && faults.durationSeconds !== undefined && (
        <p className={classes.fault}>{faults.durationSeconds}</p>
      )}
      <p className={classes.note}>
        {note ?? (
          <>
            Counted from when you take the log-in, not from the approval. At most{' '}
            {durationWords(limits.maximumSeconds)}.
          </>
        )}
      </p>
    </div>
  );
}

export const StartFields = ({ draft, faults, onChange }: FieldsProps) => (
  <div className={classes.fields}>
    <ChoiceChips
      legend="From when?"
      options={[
        { value: 'now', label: 'As soon as it is approved' },
        { value: 'later', label: 'Not before…' },
      ]}
      value={draft.later ? 'later' : 'now'}
      onChange={(value) =>
        onChange({
          later: value === 'later',
          startsAt: draft.startsAt || localInputValue(suggestedStart(new Date(serverNow()))),
        })
      }
    />
    {draft.later && (
      <TextInput
        type="datetime-local"
        label="Not before"
        description={`In your time zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone}`}
        value={draft.startsAt}
        onChange={(event) => onChange({ startsAt: event.currentTarget.value })}
        error={faults.startsAt}
        className={classes.short}
      />
    )}
  </div>
);
