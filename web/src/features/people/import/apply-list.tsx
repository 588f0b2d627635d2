import { useRef, useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { type ChosenList, useApplyList } from '../../../api/queries/people-list';
import type { ListPreview } from '../../../api/types';
import { Notice } from '../../../ui/notice';
import { StepUpDialog } from '../../../ui/step-up-dialog';
import { inWords } from '../../../ui/words';
import { countWords } from './count-words';

interface ApplyListProps {
  readonly list: ChosenList;
  readonly preview: ListPreview;
  readonly onApplied: (whatChanged: string) => void;
  /** What was shown is shown anew: somebody else may have changed what it was compared with. */
  readonly onLookAgain: () => void;
}

/** The counts, what has to be said where many leave, and the second factor over all of it. */
export function ApplyList({ list, preview, onApplied, onLookAgain }: ApplyListProps) {
  const [signing, setSigning] = useState(false);
  const [typed, setTyped] = useState('');
  const applied = useRef(false);
  const { mutateAsync: apply } = useApplyList();
  const { manyLeave, digest, subjectId } = preview;
  const words = countWords(preview.counts);
  const sentence = `${inWords(words, 'and')}.`;
  if (words.length === 0) return <Notice tone="neutral" title="There is nothing to change." />;

  const said = manyLeave === null || typed.trim() === String(manyLeave.leaving);
  const close = () => {
    setSigning(false);
    if (!applied.current) onLookAgain();
  };
  return (
    <>
      <Notice
        tone={manyLeave === null ? 'neutral' : 'warn'}
        title={sentence}
        actions={
          <Button variant="filled" disabled={!said} onClick={() => setSigning(true)}>
            Apply the list
          </Button>
        }
      >
        {manyLeave === null ? (
          'Nothing has been changed yet.'
        ) : (
          <TextInput
            label={`${manyLeave.leaving} of the ${manyLeave.of} people on the list would leave. If the file is whole, type the number.`}
            inputMode="numeric"
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
      </Notice>
      {signing && (
        <StepUpDialog
          opened
          onClose={close}
          title={`Apply ${list.name}?`}
          signing={{ action: 'people.import-list', subjectId, digest }}
          confirmLabel="Apply the list"
          onSigned={async (stepUpToken) => {
            await apply({ list, shown: preview, stepUpToken });
            applied.current = true;
            onApplied(sentence);
          }}
        >
          <p>{inWords(words, 'and')}, as shown row by row. What somebody loses ends at once.</p>
        </StepUpDialog>
      )}
    </>
  );
}
