import { type SyntheticEvent, useState } from 'react';
import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useMakeScimToken } from '../../../api/queries/scim-tokens';
import { type Signing, whatToSign } from '../../../api/queries/step-up';
import { ProblemMessage } from '../../../ui/problem-message';
import { StepUpDialog } from '../../../ui/step-up-dialog';
import classes from './provisioning.module.css';

interface MakeScimTokenProps {
  /** How many there are already. */
  readonly others: number;
  readonly onClose: () => void;
  readonly onMade: (token: string) => void;
}

/** First what it is for; then a second factor over exactly that. */
export function MakeScimToken({ others, onClose, onMade }: MakeScimTokenProps) {
  const [name, setName] = useState('');
  const [replacing, setReplacing] = useState(false);
  const [nameless, setNameless] = useState(false);
  const [signing, setSigning] = useState<Signing>();
  const { mutateAsync: make, error, isPending, reset } = useMakeScimToken();
  const said = { name: name.trim(), replacing };

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setNameless(said.name === '');
    if (said.name === '') return;
    const shown = await whatToSign('people.make-scim-token', () => make(said));
    if (!shown) return;
    reset();
    setSigning(shown);
  };

  if (signing) {
    return (
      <StepUpDialog
        opened
        onClose={onClose}
        title="Make this token"
        signing={signing}
        confirmLabel="Make token"
        onSigned={async (stepUpToken) => onMade((await make({ ...said, stepUpToken })).token)}
      >
        <p>
          “{said.name}” says who works here, and who does not any more.
          {replacing && ' The other tokens stop working in 24 hours.'}
        </p>
      </StepUpDialog>
    );
  }
  return (
    <Modal opened onClose={onClose} title="Make a token" size={460}>
      <form onSubmit={(event) => void submit(event)} className={classes.form} noValidate>
        <TextInput
          label="Which provisioning system is it for?"
          placeholder="Okta"
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setNameless(false);
          }}
          error={nameless ? 'Give it a name that you will know again in a year.' : undefined}
          maxLength={60}
          data-autofocus
        />
        {others > 0 && (
          <Checkbox
            checked={replacing}
            onChange={(event) => setReplacing(event.currentTarget.checked)}
            label="It replaces the others"
            description="They stop working in 24 hours, which is time enough to carry this one over."
          />
        )}
        {error !== null && <ProblemMessage error={error} />}
        <Button type="submit" variant="filled" loading={isPending}>
          Continue
        </Button>
      </form>
    </Modal>
  );
}
