import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { newIdempotencyKey } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useAskForAccess } from '../../api/queries/requests';
import { serverNow } from '../../api/server-clock';
import type { Profile } from '../../api/types';
import { durationWords, exactTime } from '../../ui/words';
import { AskConsequences } from './ask-consequences';
import classes from './ask-form.module.css';
import {
  type Draft,
  type DraftFaults,
  faultsOf,
  localInputValue,
  QUESTION_OF,
  type Question,
  QUESTIONS,
  requestBody,
} from './draft';
import { LengthFields, StartFields, WhyFields } from './draft-fields';
import { QuestionCard } from './question-card';
import { fieldFaults } from './field-faults';

const TITLES: Readonly<Record<Question, string>> = {
  why: 'Why',
  'how-long': 'For how long',
  when: 'From when',
};

const answerTo = (question: Question, draft: Draft): string => {
  switch (question) {
    case 'why':
      return draft.ticket === '' ? draft.justification : `${draft.justification}\nTicket ${draft.ticket}`;
    case 'how-long':
      return durationWords(draft.durationSeconds ?? 0);
    case 'when':
      return draft.later ? `Not before ${exactTime(new Date(draft.startsAt))}` : 'As soon as it is approved';
  }
};

/** Outside the hours in which it is used, the next of them is what is meant. */
const firstStart = ({ useHours, startAheadSeconds }: Profile): Pick<Draft, 'later' | 'startsAt'> =>
  useHours && !useHours.openNow && useHours.nextAt !== null && startAheadSeconds > 0
    ? { later: true, startsAt: localInputValue(new Date(useHours.nextAt)) }
    : { later: false, startsAt: '' };

/** One question at a time, in the order in which a person thinks; answered ones stay in sight and can be reopened. */
export function AskForm({ profile }: { readonly profile: Profile }) {
  const [draft, setDraft] = useState<Draft>({
    justification: '',
    ticket: '',
    durationSeconds: profile.duration.defaultSeconds,
    ...firstStart(profile),
  });
  const [open, setOpen] = useState<Question | undefined>('why');
  const [furthest, setFurthest] = useState(0);
  const [faults, setFaults] = useState<DraftFaults>({});
  // Kept until the draft changes: pressing twice, or once more after a lost answer, asks once.
  const [idempotencyKey, setIdempotencyKey] = useState(newIdempotencyKey);
  const ask = useAskForAccess();
  const navigate = useNavigate();

  const change = (changes: Partial<Draft>) => {
    setDraft({ ...draft, ...changes });
    setFaults({});
    setIdempotencyKey(newIdempotencyKey());
  };

  const proceed = (question: Question) => {
    const found = faultsOf(question, draft, profile, new Date(serverNow()));
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    const next = Math.max(furthest, QUESTIONS.indexOf(question) + 1);
    setFurthest(next);
    setOpen(QUESTIONS[next]);
  };

  const reopenWhereRefused = (error: unknown) => {
    const refused = fieldFaults(asProblem(error));
    setFaults(refused);
    const [field] = Object.keys(refused) as (keyof DraftFaults)[];
    if (field) setOpen(QUESTION_OF[field]);
  };

  const submit = () =>
    ask.mutate(
      { profile: profile.key, idempotencyKey, ...requestBody(draft) },
      {
        onSuccess: ({ id }) => void navigate({ to: '/requests/$id', params: { id }, replace: true }),
        onError: reopenWhereRefused,
      },
    );

  const fields = { draft, faults, onChange: change };
  const contents: Readonly<Record<Question, React.ReactNode>> = {
    why: <WhyFields {...fields} ticket={profile.ticket} />,
    'how-long': <LengthFields {...fields} limits={profile.duration} />,
    when: <StartFields {...fields} />,
  };

  return (
    <div className={classes.questions}>
      {QUESTIONS.slice(0, furthest + 1).map((question) => (
        <QuestionCard
          key={question}
          title={TITLES[question]}
          open={open === question}
          faults={faults}
          answer={open === question ? '' : answerTo(question, draft)}
          onContinue={() => proceed(question)}
          onReopen={() => setOpen(question)}
        >
          {contents[question]}
        </QuestionCard>
      ))}
      {furthest >= QUESTIONS.length && open === undefined && (
        <AskConsequences
          profile={profile}
          durationSeconds={draft.durationSeconds ?? 0}
          onSubmit={submit}
          busy={ask.isPending}
          error={ask.error}
        />
      )}
    </div>
  );
}
