import { useState } from 'react';
import { Button, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy, IconEye, IconEyeOff } from '@tabler/icons-react';
import type { Credential } from '../api/types';
import { ChoiceChips } from './choice-chips';
import { Countdown } from './countdown';
import { masked } from './mask';
import classes from './secret-box.module.css';
import { TextBox } from './text-box';
import { useCopy } from './use-copy';

type Format = Credential['formats'][number];

interface SecretBoxProps {
  readonly credential: Credential;
  readonly what: string;
  readonly onCopied: () => void;
}

/** A credential that is shown once: hidden until asked for, one way of writing it at a time, kept nowhere. */
export function SecretBox({ credential, what, onCopied }: SecretBoxProps) {
  const { formats, username, expiresAt } = credential;
  const [chosen, setChosen] = useState(formats[0]?.id);
  const format = formats.find(({ id }) => id === chosen);
  return (
    <div className={classes.box}>
      <div className={classes.top}>
        <div>
          Log-in <code>{username}</code>, good for{' '}
          <strong>
            <Countdown until={expiresAt} what={what} />
          </strong>
        </div>
        <span className={classes.once}>Shown once. It is gone when you leave this page.</span>
      </div>
      <ChoiceChips
        legend="Written as"
        hideLegend
        options={formats.map(({ id, label }) => ({ value: id, label }))}
        value={chosen}
        onChange={setChosen}
      />
      {format && <SecretText key={format.id} format={format} onCopied={onCopied} />}
    </div>
  );
}

/** Hidden again with every change of the format. */
function SecretText({ format, onCopied }: { readonly format: Format; readonly onCopied: () => void }) {
  const [shown, setShown] = useState(false);
  const { copy, outcome } = useCopy();
  const copied = outcome === 'copied';

  const copyText = async () => {
    if (await copy(format.text)) onCopied();
  };

  return (
    <>
      <TextBox className={classes.secret} data-shown={shown || undefined} aria-label={format.label}>
        {shown ? format.text : masked(format.text)}
      </TextBox>
      {format.hint && <p className={classes.hint}>{format.hint}</p>}
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
      <VisuallyHidden role="status">{copied ? `${format.label} copied` : ''}</VisuallyHidden>
      {outcome === 'refused' && (
        <p role="alert" className={classes.hint}>
          The browser did not allow copying. Press Show, select the text and copy it yourself.
        </p>
      )}
    </>
  );
}
