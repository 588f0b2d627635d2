import { type SyntheticEvent, useState } from 'react';
import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useMay } from '../../../api/queries/session';
import { useMakeToken, useTokenSigning } from '../../../api/queries/sign-ins';
import type { Signing } from '../../../api/queries/step-up';
import type { NewApiToken, TokenScope } from '../../../api/types';
import { ChoiceChips } from '../../../ui/choice-chips';
import { ProblemMessage } from '../../../ui/problem-message';
import { StepUpDialog } from '../../../ui/step-up-dialog';
import { counted, inWords } from '../../../ui/words';
import { SCOPES } from '../scope-words';
import classes from './sign-ins.module.css';

const DAYS = [7, 30, 90, 365];
const DAY_CHOICES = DAYS.map((days) => ({
  value: String(days),
  label: days === 365 ? '1 year' : `${days} days`,
}));
const EMPTY: NewApiToken = { name: '', scopes: ['read'], expiresInDays: 30 };

interface MakeTokenDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onMade: (token: string) => void;
}

/** First what it may do and for how long; then a code over exactly that. */
export function MakeTokenDialog({ opened, onClose, onMade }: MakeTokenDialogProps) {
  const [draft, setDraft] = useState(EMPTY);
  const [signing, setSigning] = useState<Signing>();
  const { mutateAsync: make } = useMakeToken();
  const close = () => {
    setDraft(EMPTY);
    setSigning(undefined);
    onClose();
  };

  if (signing) {
    return (
      <StepUpDialog
        opened={opened}
        onClose={close}
        title="Make this token"
        signing={signing}
        confirmLabel="Make token"
        onSigned={async (stepUpToken) => onMade((await make({ body: draft, stepUpToken })).token)}
      >
        <p className={classes.consequences}>
          <strong>{draft.name}</strong> can{' '}
          {inWords(
            draft.scopes.map((scope) => SCOPES[scope].about),
            'and',
          )}
          , as you, for {counted(draft.expiresInDays, 'day')}.
        </p>
      </StepUpDialog>
    );
  }
  return (
    <Modal opened={opened} onClose={close} title="Make a token" size={460}>
      <DraftForm draft={draft} onChange={setDraft} onSigning={setSigning} onClose={close} />
    </Modal>
  );
}

interface DraftFormProps {
  readonly draft: NewApiToken;
  readonly onChange: (draft: NewApiToken) => void;
  readonly onSigning: (signing: Signing) => void;
  readonly onClose: () => void;
}

function DraftForm({ draft, onChange, onSigning, onClose }: DraftFormProps) {
  const [looked, setLooked] = useState(false);
  const { mutate: prepare, error, isPending } = useTokenSigning();
  const mayAudit = useMay('audit.read');
  const offered = (Object.keys(SCOPES) as TokenScope[]).filter((scope) => scope !== 'audit' || mayAudit);
  const nameless = draft.name.trim() === '';
  const scopeless = draft.scopes.length === 0;

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setLooked(true);
    if (!nameless && !scopeless) prepare(draft, { onSuccess: onSigning });
  };

  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <TextInput
        label="What is it for?"
        placeholder="Nightly export on build-7"
        value={draft.name}
        maxLength={80}
        data-autofocus
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
        error={looked && nameless ? 'Give it a name that you will know again in a year.' : undefined}
      />
      <Checkbox.Group
        label="What may it do, as you?"
        description="As little as it needs."
        value={draft.scopes}
        onChange={(scopes) => onChange({ ...draft, scopes })}
        error={looked && scopeless ? 'Choose at least one.' : undefined}
      >
        <div className={classes.scopes}>
          {offered.map((scope) => (
            <Checkbox
              key={scope}
              value={scope}
              label={SCOPES[scope].label}
              description={SCOPES[scope].about}
            />
          ))}
        </div>
      </Checkbox.Group>
      <ChoiceChips
        legend="For how long?"
        options={DAY_CHOICES}
        value={String(draft.expiresInDays)}
        onChange={(days) => onChange({ ...draft, expiresInDays: Number(days) })}
      />
      {error && <ProblemMessage error={error} />}
      <div className={classes.actions}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={isPending}>
          Continue
        </Button>
      </div>
    </form>
  );
}
