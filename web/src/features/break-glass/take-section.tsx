import { type SyntheticEvent, useRef, useState } from 'react';
import { Button, Textarea } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useBreakTheGlass } from '../../api/queries/break-glass';
import { useSession } from '../../api/queries/session';
import { type Signing, whatToSign } from '../../api/queries/step-up';
import type { BreakGlassPage, OfferedBreakGlass } from '../../api/types';
import { ChoiceChips } from '../../ui/choice-chips';
import { Notice } from '../../ui/notice';
import { ProblemMessage } from '../../ui/problem-message';
import { Section } from '../../ui/section';
import { StepUpDialog } from '../../ui/step-up-dialog';
import { durationChoices, durationWords, inWords } from '../../ui/words';
import classes from './break-glass.module.css';

interface TakeSectionProps {
  readonly offered: readonly OfferedBreakGlass[];
  readonly told: BreakGlassPage['told'];
  /** Key of the profile that somebody came from. */
  readonly wanted: string | undefined;
}

/** Which, why, how long; then a passkey over exactly that. */
export function TakeSection({ offered, told, wanted }: TakeSectionProps) {
  const [key, setKey] = useState(wanted ?? offered[0]?.profile.key);
  const chosen = offered.find(({ profile }) => profile.key === key) ?? offered[0];
  const hasPasskey = useSession().secondFactors.includes('passkey');
  if (!chosen) return null;
  return (
    <Section title="Take access now">
      <div className={classes.form}>
        <ChoiceChips
          legend="Which?"
          options={offered.map(({ profile }) => ({ value: profile.key, label: profile.name }))}
          value={chosen.profile.key}
          onChange={setKey}
        />
        <p className={classes.detail}>{chosen.profile.dataCategory}</p>
        {chosen.refusal !== null && (
          <Notice tone="warn" title="Not possible now">
            {chosen.refusal}
          </Notice>
        )}
        {chosen.refusal === null && !hasPasskey && (
          <Notice tone="warn" title="A passkey is needed" actions={<Link to="/security">Add one</Link>}>
            Emergency access is confirmed with a passkey alone. Add one before you need it.
          </Notice>
        )}
        {chosen.refusal === null && hasPasskey && (
          <TakeForm key={chosen.profile.key} chosen={chosen} told={told} />
        )}
      </div>
    </Section>
  );
}

function TakeForm({
  chosen,
  told,
}: {
  readonly chosen: OfferedBreakGlass;
  readonly told: BreakGlassPage['told'];
}) {
  const { profile, minimumSeconds, maximumSeconds, minimumReason } = chosen;
  const lengths = durationChoices({ minimumSeconds, defaultSeconds: maximumSeconds, maximumSeconds });
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const [durationSeconds, setDuration] = useState(lengths[0] ?? maximumSeconds);
  const [signing, setSigning] = useState<Signing>();
  const { mutateAsync: take, isPending, error, reset } = useBreakTheGlass();
  const navigate = useNavigate();
  const wanted = { profile: profile.key, reason: reason.trim(), durationSeconds };

  const ask = async () => {
    const shown = await whatToSign('requests.break-glass', () => take(wanted));
    if (!shown) return;
    reset();
    setSigning(shown);
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const short = wanted.reason.length < minimumReason;
    setMissing(short);
    if (short) field.current?.focus();
    else void ask();
  };
  const sign = async (stepUpToken: string) => {
    const { requestId } = await take({ ...wanted, stepUpToken });
    await navigate({ to: '/requests/$id', params: { id: requestId }, search: { claim: true } });
  };

  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <Textarea
        ref={field}
        label="What happened?"
        description="And why nobody can be waited for. Whoever reviews it reads this; name no customer in it."
        value={reason}
        onChange={(event) => {
          setReason(event.currentTarget.value);
          setMissing(false);
        }}
        error={missing ? `Say it in at least ${minimumReason} characters.` : undefined}
        maxLength={2_000}
        required
        autosize
        minRows={2}
      />
      <ChoiceChips
        legend="For how long?"
        options={lengths.map((seconds) => ({ value: String(seconds), label: durationWords(seconds) }))}
        value={String(durationSeconds)}
        onChange={(value) => setDuration(Number(value))}
      />
      <Notice tone="warn" title="Nobody approves this, and everybody hears of it">
        {inWords(
          told.map(({ name }) => name),
          'and',
        )}{' '}
        are told at once. Somebody other than you reviews it within 24 hours; until then you cannot do it
        again. It cannot be extended.
      </Notice>
      {error && !signing && <ProblemMessage error={error} />}
      <div>
        <Button type="submit" variant="filled" color="red" loading={isPending}>
          Take access…
        </Button>
      </div>
      {signing && (
        <StepUpDialog
          opened
          onClose={() => {
            setSigning(undefined);
            reset();
          }}
          title={`${profile.name}, without an approval`}
          signing={signing}
          confirmLabel="Take access"
          onSigned={sign}
        >
          <p>
            For {durationWords(durationSeconds)}, counted from the first use. Reason: “{wanted.reason}”
          </p>
        </StepUpDialog>
      )}
    </form>
  );
}
