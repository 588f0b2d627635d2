import { type SyntheticEvent, useState } from 'react';
import { Button } from '@mantine/core';
import { newIdempotencyKey } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useAskForMoreTime } from '../../api/queries/extensions';
import type { AccessRequest, Grant, Profile } from '../../api/types';
import { ProblemMessage } from '../../ui/problem-message';
import { useFollowingNow } from '../../ui/use-now';
import { clockTime, durationWords } from '../../ui/words';
import { type Draft, type DraftFaults, faultsOf, requestBody } from './draft';
import { LengthFields, WhyFields } from './draft-fields';
import classes from './edit-dialog.module.css';
import { ExtendConsequences } from './extend-consequences';
import { extensionLimits } from './extension';
import { fieldFaults } from './field-faults';

interface ExtendFormProps {
  readonly grant: Grant;
  /** The request that the grant came of: its reason mostly still holds. */
  readonly first: AccessRequest;
  readonly profile: Profile;
  readonly onClose: () => void;
}

export function ExtendForm({ grant, first, profile, onClose }: ExtendFormProps) {
  const limits = extensionLimits(grant, profile.duration);
  const [draft, setDraft] = useState<Draft>({
    justification: first.justification,
    ticket: first.ticket ?? '',
    durationSeconds: limits.defaultSeconds,
    later: false,
    startsAt: '',
  });
  const [faults, setFaults] = useState<DraftFaults>({});
  // Kept until the draft changes: pressing twice, or once more after a lost answer, asks once.
  const [idempotencyKey, setIdempotencyKey] = useState(newIdempotencyKey);
  const ask = useAskForMoreTime(grant.id);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const rules = { ...profile, duration: limits };
    const now = new Date();
    const found = { ...faultsOf('why', draft, rules, now), ...faultsOf('how-long', draft, rules, now) };
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    const { startsAt: _, ...body } = requestBody(draft);
    ask.mutate(
      { idempotencyKey, ...body },
      { onSuccess: onClose, onError: (error) => setFaults(fieldFaults(asProblem(error))) },
    );
  };

  const fields = {
    draft,
    faults,
    onChange: (changes: Partial<Draft>) => {
      setDraft({ ...draft, ...changes });
      setIdempotencyKey(newIdempotencyKey());
    },
  };
  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <LengthFields
        {...fields}
        limits={limits}
        legend="How much more?"
        note={<RoomWords grant={grant} seconds={draft.durationSeconds} room={limits.maximumSeconds} />}
      />
      <WhyFields {...fields} ticket={profile.ticket} question="Why do you need more time?" />
      <ExtendConsequences grant={grant} profile={profile} />
      {ask.isError && <ProblemMessage error={ask.error} fieldsShown={Object.keys(faults)} />}
      <div className={classes.actions}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={ask.isPending}>
          Ask for more time
        </Button>
      </div>
    </form>
  );
}

interface RoomWordsProps {
  readonly grant: Grant;
  readonly seconds: number | undefined;
  readonly room: number;
}

/** From which end to which, and how far it can go at all. */
function RoomWords({ grant: { expiresAt, latestEnd }, seconds, room }: RoomWordsProps) {
  const end = new Date(expiresAt ?? '');
  const clock = (at: Date, now: Date): string => clockTime(at, now);
  const from = useFollowingNow((now) => clock(end, now));
  const until = useFollowingNow((now) => clock(new Date(end.getTime() + (seconds ?? 0) * 1_000), now));
  const latest = useFollowingNow((now) => clock(new Date(latestEnd ?? ''), now));
  return (
    <>
      {seconds === undefined || seconds > room ? `It ends at ${from}.` : `From ${from} to ${until}.`} At most{' '}
      {durationWords(room)} can be added: {latest} is the longest that this profile allows, counted from when
      the log-in was first taken.
    </>
  );
}
