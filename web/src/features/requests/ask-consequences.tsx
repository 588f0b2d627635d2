import { useEffect, useRef } from 'react';
import { Button } from '@mantine/core';
import { IconEye, IconHourglass, IconUsers } from '@tabler/icons-react';
import type { Profile } from '../../api/types';
import { ProblemMessage } from '../../ui/problem-message';
import { durationWords, inWords } from '../../ui/words';
import { approverWords } from './approver-words';
import classes from './ask-form.module.css';
import { Consequence, Consequences } from './consequences';

interface AskConsequencesProps {
  readonly profile: Profile;
  readonly durationSeconds: number;
  readonly onSubmit: () => void;
  readonly busy: boolean;
  readonly error: Error | null;
}

function AskedWords({ profile }: { readonly profile: Profile }) {
  const { byPolicy, candidates, needed, asked } = profile.approvals;
  const held = asked.flatMap(({ heldTogetherWith }) => heldTogetherWith ?? []);
  if (byPolicy !== null) {
    return (
      <>
        <strong>Nobody</strong> is asked: the policy itself approves this. {byPolicy}
      </>
    );
  }
  return (
    <>
      <strong>{approverWords(candidates, needed)}</strong> will be asked
      {isInOrder(profile) && ', one after the other'}. Nobody decides on their own request.
      {held.length > 0 && ` You hold ${quotedNames(held)}, so one more approver than usual is needed.`}
    </>
  );
}

const quotedNames = (names: readonly string[]): string =>
  inWords(
    names.map((name) => `“${name}”`),
    'and',
  );

const isInOrder = ({ approvals: { order, asked } }: Profile): boolean =>
  order === 'in-order' && asked.length > 1;

/** What pressing the button will set going, said before it is pressed. */
export function AskConsequences({ profile, durationSeconds, onSubmit, busy, error }: AskConsequencesProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} tabIndex={-1} className={classes.question} aria-label="What will happen">
      <Consequences>
        <Consequence icon={IconUsers}>
          <AskedWords profile={profile} />
        </Consequence>
        <Consequence icon={IconHourglass}>
          Once approved, you have {durationWords(profile.claimWindowSeconds)} to take the log-in, with a code
          from your authenticator. It ends by itself after {durationWords(durationSeconds)}, and your open
          connections with it{profile.useHours && ', and at the latest with the hours in which it is used'}.
        </Consequence>
        <Consequence icon={IconEye}>
          This request, who decided, and your use are recorded for nine months.
          {profile.personalData && ` Purpose: ${profile.purpose}`}
        </Consequence>
      </Consequences>
      {error !== null && <ProblemMessage error={error} />}
      <Button variant="filled" onClick={onSubmit} loading={busy} className={classes.continue}>
        Ask for access
      </Button>
    </div>
  );
}
