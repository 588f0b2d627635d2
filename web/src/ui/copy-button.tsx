import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useCopy } from './use-copy';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied: "the code of Anne Roche". */
  readonly what: string;
}

export function CopyButton({ text, what }: CopyButtonProps) {
  const { copy, outcome } = useCopy();
  const labels = {
    idle: `Copy ${what}`,
    copied: 'Copied',
    refused: 'The browser did not allow copying. Select the text instead.',
  };
  const label = labels[outcome];
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={label} onClick={() => void copy(text)}>
        {outcome === 'copied' ? <IconCheck size={16} /> : <IconCopy size={16} />}
      </ActionIcon>
    </Tooltip>
  );
}
