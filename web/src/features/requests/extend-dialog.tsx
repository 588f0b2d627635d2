import { useState } from 'react';
import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useProfile } from '../../api/queries/catalog';
import { useRequest } from '../../api/queries/requests';
import type { Grant } from '../../api/types';
import { ProblemMessage } from '../../ui/problem-message';
import { ReadingRows } from '../../ui/reading';
import { ExtendForm } from './extend-form';

interface ExtendDialogProps {
  readonly grant: Grant;
  readonly onClose: () => void;
}

/** What can be asked for is as it was when the dialog was opened: an answer that comes in meanwhile moves nothing under the hand. */
export function ExtendDialog({ grant, onClose }: ExtendDialogProps) {
  const [opened] = useState(grant);
  const { data: profile, error } = useProfile(opened.profile.key);
  const { data: first, error: firstError } = useRequest(opened.requestId);
  const onPhone = useMediaQuery('(max-width: 36em)');
  return (
    <Modal opened onClose={onClose} title="Ask for more time" fullScreen={onPhone} size={620}>
      {(error ?? firstError) && <ProblemMessage error={error ?? firstError} />}
      {profile && first ? (
        <ExtendForm grant={opened} first={first} profile={profile} onClose={onClose} />
      ) : (
        !error && !firstError && <ReadingRows rows={4} lines={2} />
      )}
    </Modal>
  );
}
