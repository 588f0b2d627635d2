import { type SyntheticEvent, useState } from 'react';
import { Button, Modal, Textarea } from '@mantine/core';
import { useSuspension } from '../../api/queries/people';
import { type Signing, whatToSign } from '../../api/queries/step-up';
import type { PersonDetail } from '../../api/types';
import { ProblemMessage } from '../../ui/problem-message';
import { StepUpDialog } from '../../ui/step-up-dialog';

interface SuspensionButtonProps {
  readonly person: PersonDetail;
  readonly verb: 'suspend' | 'bring-back';
}

const WORDS = {
  suspend: {
    button: 'Suspend',
    title: (name: string) => `Suspend ${name}?`,
    consequence:
      'Sessions, tokens and open access end at once, and their approvals count no more. What their source says changes nothing of it, until you or another administrator bring them back.',
    confirm: 'Suspend now',
  },
  'bring-back': {
    button: 'Bring back',
    title: (name: string) => `Bring ${name} back?`,
    consequence: 'They can sign in and ask again. What ended stays ended.',
    confirm: 'Bring back',
  },
} as const;

/** First the reason, then a second factor over exactly that reason. */
export function SuspensionButton({ person, verb }: SuspensionButtonProps) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [signing, setSigning] = useState<Signing>();
  const { mutateAsync, isPending, error, reset } = useSuspension(person.handle, verb);
  const words = WORDS[verb];
  const typed = reason.trim();

  const close = () => {
    setOpen(false);
    setSigning(undefined);
    reset();
  };

  const ask = async () => {
    const shown = await whatToSign(`people.${verb}`, () => mutateAsync({ reason: typed }));
    if (!shown) return;
    reset();
    setOpen(false);
    setSigning(shown);
  };

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setMissing(typed.length < 5);
    if (typed.length >= 5) void ask();
  };

  return (
    <>
      <Button variant={verb === 'suspend' ? 'default' : 'filled'} onClick={() => setOpen(true)}>
        {words.button}
      </Button>
      <Modal opened={open} onClose={close} title={words.title(person.name)} size={460}>
        <form onSubmit={submit} noValidate>
          <p>{words.consequence}</p>
          <Textarea
            label="Reason"
            description="It stays in the audit trail, and the other people of the circle can read it."
            value={reason}
            onChange={(event) => {
              setReason(event.currentTarget.value);
              setMissing(false);
            }}
            error={missing ? 'Say in a sentence why.' : undefined}
            maxLength={500}
            required
            data-autofocus
          />
          {error !== null && <ProblemMessage error={error} />}
          <Button type="submit" variant="filled" loading={isPending} mt="md" fullWidth>
            Continue
          </Button>
        </form>
      </Modal>
      {signing !== undefined && (
        <StepUpDialog
          opened
          onClose={close}
          title={words.title(person.name)}
          signing={signing}
          confirmLabel={words.confirm}
          onSigned={(stepUpToken) => mutateAsync({ reason: typed, stepUpToken })}
        >
          <p>
            {words.consequence} Reason: “{typed}”
          </p>
        </StepUpDialog>
      )}
    </>
  );
}
