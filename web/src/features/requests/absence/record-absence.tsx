import { type SyntheticEvent, useState } from 'react';
import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useRecordAbsence, useStandIns } from '../../../api/queries/absences';
import { type Signing, whatToSign } from '../../../api/queries/step-up';
import type { NewAbsence } from '../../../api/types';
import { ProblemMessage } from '../../../ui/problem-message';
import { StepUpDialog } from '../../../ui/step-up-dialog';
import classes from '../../identity/sign-ins/sign-ins.module.css';
import { absenceFaults, momentOfDay, todayHere } from './days-away';

interface Written extends NewAbsence {
  readonly sentence: string;
}

/** First who and when, then a second factor over exactly that. */
export function RecordAbsence() {
  const [open, setOpen] = useState(false);
  const [written, setWritten] = useState<Written>();
  const [signing, setSigning] = useState<Signing>();
  const { mutateAsync: record, isPending, error, reset } = useRecordAbsence();

  const close = () => {
    setOpen(false);
    setSigning(undefined);
    reset();
  };
  const ask = async ({ sentence, ...body }: Written) => {
    const shown = await whatToSign('absences.record', () => record(body));
    if (!shown) return;
    reset();
    setWritten({ ...body, sentence });
    setOpen(false);
    setSigning(shown);
  };
  const send = ({ sentence: _, ...body }: Written, stepUpToken: string) => record({ ...body, stepUpToken });

  return (
    <>
      <Button size="xs" onClick={() => setOpen(true)}>
        I will be away
      </Button>
      <Modal opened={open} onClose={close} title="While you are away" size={460}>
        <AbsenceForm pending={isPending} failure={error} onWritten={(said) => void ask(said)} />
      </Modal>
      {signing && written && (
        <StepUpDialog
          opened
          onClose={close}
          title="While you are away"
          signing={signing}
          confirmLabel="Name the stand-in"
          onSigned={(stepUpToken) => send(written, stepUpToken)}
        >
          <p>{written.sentence}</p>
        </StepUpDialog>
      )}
    </>
  );
}

interface AbsenceFormProps {
  readonly pending: boolean;
  readonly failure: unknown;
  readonly onWritten: (said: Written) => void;
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });

function AbsenceForm({ pending, failure, onWritten }: AbsenceFormProps) {
  const [standIn, setStandIn] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const [firstDay, setFirstDay] = useState(todayHere());
  const [backOn, setBackOn] = useState('');
  const [checked, setChecked] = useState(false);
  const { data } = useStandIns(search);
  const people = data?.items ?? [];
  const chosen = people.find(({ handle }) => handle === standIn);
  const faults = absenceFaults({ standIn, firstDay, backOn }, todayHere());

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    if (standIn === null || Object.values(faults).some((fault) => fault !== undefined)) return;
    const from = firstDay === todayHere() ? null : momentOfDay(firstDay).toISOString();
    const until = momentOfDay(backOn);
    const sentence = `${chosen?.name ?? standIn} may approve in your place ${from === null ? 'from now on' : `from ${DAY.format(momentOfDay(firstDay))}`} until ${DAY.format(until)}, in the morning.`;
    onWritten({ standIn, from, until: until.toISOString(), sentence });
  };

  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <Select
        label="Who stands in"
        description="They are told, asked in your place, and decide under their own name. You still may answer yourself."
        placeholder="Search by name"
        data={people.map(({ handle, name }) => ({ value: handle, label: name }))}
        value={standIn}
        onChange={setStandIn}
        searchValue={search}
        onSearchChange={setSearch}
        nothingFoundMessage="Nobody of that name"
        error={checked ? faults.standIn : undefined}
        searchable
        required
      />
      {chosen && !chosen.personalData && (
        <p className={classes.detail}>
          {chosen.name} stands in for everything but personal data: for that, only the circle and the data
          protection officer do.
        </p>
      )}
      <TextInput
        type="date"
        label="First day away"
        data-autofocus
        min={todayHere()}
        value={firstDay}
        onChange={(event) => setFirstDay(event.currentTarget.value)}
        error={checked ? faults.firstDay : undefined}
        required
      />
      <TextInput
        type="date"
        label="Back on"
        min={firstDay}
        value={backOn}
        onChange={(event) => setBackOn(event.currentTarget.value)}
        error={checked ? faults.backOn : undefined}
        required
      />
      {failure !== null && <ProblemMessage error={failure} />}
      <Button type="submit" variant="filled" loading={pending}>
        Continue
      </Button>
    </form>
  );
}
