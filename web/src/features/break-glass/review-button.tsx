import { type SyntheticEvent, useRef, useState } from 'react';
import { Button, Modal, Textarea } from '@mantine/core';
import { type Review, useReviewBreakGlass } from '../../api/queries/break-glass';
import { type Signing, whatToSign } from '../../api/queries/step-up';
import type { BreakGlass } from '../../api/types';
import { ChoiceChips } from '../../ui/choice-chips';
import { ProblemMessage } from '../../ui/problem-message';
import { StepUpDialog } from '../../ui/step-up-dialog';
import classes from './break-glass.module.css';

const VERDICTS = [
  { value: 'justified', label: 'Justified' },
  { value: 'not-justified', label: 'Not justified' },
] as const;

/** First the verdict and why, then a second factor over exactly that. */
export function ReviewButton({ used }: { readonly used: BreakGlass }) {
  const [open, setOpen] = useState(false);
  const [verdict, setVerdict] = useState<Review['verdict']>();
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const [signing, setSigning] = useState<Signing>();
  const { mutateAsync: review, isPending, error, reset } = useReviewBreakGlass(used.id);
  const title = `Review: ${used.person.name} at ${used.profile.name}`;
  const close = () => {
    setOpen(false);
    setSigning(undefined);
    reset();
  };
  const ask = async (given: Review) => {
    const shown = await whatToSign('requests.review-break-glass', () => review(given));
    if (!shown) return;
    reset();
    setOpen(false);
    setSigning(shown);
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const incomplete = verdict === undefined || note.trim() === '';
    setMissing(incomplete);
    if (incomplete) field.current?.focus();
    else void ask({ verdict, note: note.trim() });
  };
  return (
    <>
      <Button size="xs" variant="filled" onClick={() => setOpen(true)}>
        Review
      </Button>
      <Modal opened={open} onClose={close} title={title} size={460}>
        <form onSubmit={submit} className={classes.form} noValidate>
          <p className={classes.reason}>“{used.reason}”</p>
          <ChoiceChips<Review['verdict']>
            legend="Was it justified?"
            options={VERDICTS}
            value={verdict}
            onChange={setVerdict}
          />
          <Textarea
            ref={field}
            label="What did you look at?"
            description="The ticket, the log of the target, whom you spoke to. It stays on record."
            value={note}
            onChange={(event) => {
              setNote(event.currentTarget.value);
              setMissing(false);
            }}
            error={missing ? 'Choose one of the two, and say in a sentence why.' : undefined}
            maxLength={2_000}
            required
          />
          {error && <ProblemMessage error={error} />}
          <Button type="submit" variant="filled" loading={isPending} fullWidth>
            Continue
          </Button>
        </form>
      </Modal>
      {signing && verdict && (
        <StepUpDialog
          opened
          onClose={close}
          title={title}
          signing={signing}
          confirmLabel="Sign the review"
          onSigned={(stepUpToken) => review({ verdict, note: note.trim(), stepUpToken })}
        >
          <p>
            {verdict === 'justified' ? 'Justified' : 'Not justified'}: “{note.trim()}”
          </p>
        </StepUpDialog>
      )}
    </>
  );
}
