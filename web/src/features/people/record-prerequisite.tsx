import { type SyntheticEvent, useState } from 'react';
import { Button, Modal, Textarea, TextInput, VisuallyHidden } from '@mantine/core';
import { useRecordPrerequisite } from '../../api/queries/people';
import { type Signing, whatToSign } from '../../api/queries/step-up';
import type { NewPrerequisite, PersonDetail, Requirement } from '../../api/types';
import { ProblemMessage } from '../../ui/problem-message';
import { StepUpDialog } from '../../ui/step-up-dialog';
import { dayWords, today } from './days';
import classes from './person-page.module.css';
import { prerequisiteFaults } from './prerequisite-faults';

interface RecordPrerequisiteProps {
  readonly person: PersonDetail;
  readonly requirement: Requirement;
}

/** First the days and where the proof lies, then a second factor over exactly that. */
export function RecordPrerequisite({ person, requirement }: RecordPrerequisiteProps) {
  const [open, setOpen] = useState(false);
  const [written, setWritten] = useState<NewPrerequisite>();
  const [signing, setSigning] = useState<Signing>();
  const { mutateAsync: record, isPending, error, reset } = useRecordPrerequisite(person.handle);
  const { title } = requirement;

  const close = () => {
    setOpen(false);
    setSigning(undefined);
    reset();
  };
  const ask = async (said: NewPrerequisite) => {
    const shown = await whatToSign('people.record-prerequisite', () => record(said));
    if (!shown) return;
    reset();
    setWritten(said);
    setOpen(false);
    setSigning(shown);
  };

  return (
    <>
      <Button size="xs" onClick={() => setOpen(true)}>
        Record<VisuallyHidden> {title}</VisuallyHidden>
      </Button>
      <Modal opened={open} onClose={close} title={`Record “${title}”`} size={460}>
        <RecordForm
          kind={requirement.kind}
          name={person.name}
          pending={isPending}
          failure={error}
          onWritten={(said) => void ask(said)}
        />
      </Modal>
      {signing && written && (
        <StepUpDialog
          opened
          onClose={close}
          title={`Record “${title}”`}
          signing={signing}
          confirmLabel="Record it"
          onSigned={(stepUpToken) => record({ ...written, stepUpToken })}
        >
          <p className={classes.text}>
            {person.name} met it on {dayWords(written.completedOn)}
            {written.validUntil !== null && `, and it counts until ${dayWords(written.validUntil)}`}.
            {written.note !== null && ` Note: “${written.note}”`}
          </p>
        </StepUpDialog>
      )}
    </>
  );
}

interface RecordFormProps {
  readonly kind: string;
  readonly name: string;
  readonly pending: boolean;
  readonly failure: unknown;
  readonly onWritten: (said: NewPrerequisite) => void;
}

function RecordForm({ kind, name, pending, failure, onWritten }: RecordFormProps) {
  const [completedOn, setCompletedOn] = useState('');
  const [validUntil, setValidUntil] = useState('');
  const [note, setNote] = useState('');
  const [checked, setChecked] = useState(false);
  const faults = prerequisiteFaults({ completedOn, validUntil }, today());

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    if (faults.completedOn || faults.validUntil) return;
    onWritten({ kind, completedOn, validUntil: validUntil || null, note: note.trim() || null });
  };

  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <TextInput
        type="date"
        label="Met on"
        max={today()}
        value={completedOn}
        onChange={(event) => setCompletedOn(event.currentTarget.value)}
        error={checked ? faults.completedOn : undefined}
        required
        data-autofocus
      />
      <TextInput
        type="date"
        label="Counts until"
        description="Leave it empty where the policy’s own term is enough."
        min={completedOn}
        value={validUntil}
        onChange={(event) => setValidUntil(event.currentTarget.value)}
        error={checked ? faults.validUntil : undefined}
      />
      <Textarea
        label="Note"
        description={`Where the proof lies, such as a certificate’s number. It stays on record with ${name}.`}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={500}
        autosize
        minRows={2}
      />
      {failure !== null && <ProblemMessage error={failure} />}
      <Button type="submit" variant="filled" loading={pending}>
        Continue
      </Button>
    </form>
  );
}
