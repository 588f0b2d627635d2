import { type SyntheticEvent, useState } from 'react';
import { Button, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { asProblem } from '../../api/problem';
import { useProfile } from '../../api/queries/catalog';
import { useEditRequest } from '../../api/queries/requests';
import { serverNow } from '../../api/server-clock';
import type { AccessRequest, Profile } from '../../api/types';
import { Notice } from '../../ui/notice';
import { ProblemMessage } from '../../ui/problem-message';
import type { DurationLimits } from '../../ui/words';
import { type Draft, type DraftFaults, faultsOf, localInputValue, QUESTIONS, requestBody } from './draft';
import { LengthFields, StartFields, WhyFields } from './draft-fields';
import classes from './edit-dialog.module.css';
import { extensionLimits } from './extension';
import { fieldFaults } from './field-faults';

interface EditDialogProps {
  readonly request: AccessRequest;
  readonly onClose: () => void;
}

export function EditDialog({ request, onClose }: EditDialogProps) {
  const { data: profile, error } = useProfile(request.profile.key);
  const onPhone = useMediaQuery('(max-width: 36em)');
  return (
    <Modal opened onClose={onClose} title="Change this request" fullScreen={onPhone} size={620}>
      {error && <ProblemMessage error={error} />}
      {profile && <EditForm request={request} profile={profile} onClose={onClose} />}
    </Modal>
  );
}

const draftOf = ({ justification, ticket, durationSeconds, startsAt }: AccessRequest): Draft => ({
  justification,
  ticket: ticket ?? '',
  durationSeconds,
  later: startsAt !== null,
  startsAt: startsAt === null ? '' : localInputValue(new Date(startsAt)),
});

const MORE = { legend: 'How much more?', note: 'Added to the end as it is.' };

const limitsOf = ({ extension }: AccessRequest, { duration }: Profile): DurationLimits =>
  extension
    ? extensionLimits({ expiresAt: extension.from, latestEnd: extension.latestEnd }, duration)
    : duration;

function EditForm({ request, profile, onClose }: EditDialogProps & { readonly profile: Profile }) {
  const [draft, setDraft] = useState(() => draftOf(request));
  const [faults, setFaults] = useState<DraftFaults>({});
  const edit = useEditRequest(request);
  const limits = limitsOf(request, profile);
  const approved = request.decisions.some(({ decision, counts }) => decision === 'approve' && counts);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const now = new Date(serverNow());
    const found = Object.assign(
      {},
      ...QUESTIONS.map((question) => faultsOf(question, draft, { ...profile, duration: limits }, now)),
    ) as DraftFaults;
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    edit.mutate(requestBody(draft), {
      onSuccess: onClose,
      onError: (error) => setFaults(fieldFaults(asProblem(error))),
    });
  };

  const fields = {
    draft,
    faults,
    onChange: (changes: Partial<Draft>) => setDraft({ ...draft, ...changes }),
  };
  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <WhyFields {...fields} ticket={profile.ticket} />
      <LengthFields {...fields} limits={limits} {...(request.extension && MORE)} />
      {!request.extension && <StartFields {...fields} />}
      <Notice tone={approved ? 'warn' : 'neutral'}>
        {approved
          ? 'It has been approved in part. Changing it voids that: everybody is asked again.'
          : 'Whoever was asked will see the new version, and only that can be approved.'}
      </Notice>
      {edit.isError && <ProblemMessage error={edit.error} fieldsShown={Object.keys(faults)} />}
      <div className={classes.actions}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={edit.isPending}>
          Save the change
        </Button>
      </div>
    </form>
  );
}
