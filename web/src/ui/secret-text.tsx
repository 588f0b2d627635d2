import { useState } from 'react';
import { Button, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy, IconEye, IconEyeOff } from '@tabler/icons-react';
import { masked } from './mask';
import classes from './secret-box.module.css';
import { TextBox } from './text-box';
import { useCopy } from './use-copy';

interface SecretTextProps {
  /** What it is: "Link". */
  readonly label: string;
  readonly text: string;
  readonly hint?: string | null;
  readonly onCopied?: () => void;
}

/** Hidden until asked for, and hidden again wherever it is mounted anew. */
export function SecretText({ label, text, hint, onCopied }: SecretTextProps) {
  const [shown, setShown] = useState(false);
  const { copy, outcome } = useCopy();
  const copied = outcome === 'copied';

  const copyText = async () => {
    if (await copy(text)) onCopied?.();
  };

  return (
    <>
      <TextBox className={classes.secret} data-shown={shown || undefined} aria-label={label}>
        {shown ? text : masked(text)}
      </TextBox>
      {hint && <p className={classes.hint}>{hint}</p>}
      <div className={classes.actions}>
        <Button
          variant="filled"
          onClick={() => void copyText()}
          leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
        <Button
          onClick={() => setShown(!shown)}
          leftSection={shown ? <IconEyeOff size={16} /> : <IconEye size={16} />}
        >
          {shown ? 'Hide' : 'Show'}
        </Button>
      </div>
      <VisuallyHidden role="status">{copied ? `${label} copied` : ''}</VisuallyHidden>
      {outcome === 'refused' && (
        <p role="alert" className={classes.hint}>
          The browser did not allow copying. Press Show, select the text and copy it yourself.
        </p>
      )}
    </>
  );
}
