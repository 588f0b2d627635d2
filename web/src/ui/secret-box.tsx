import { useState } from 'react';
import type { Credential } from '../api/types';
import { ChoiceChips } from './choice-chips';
import { Countdown } from './countdown';
import classes from './secret-box.module.css';
import { SecretText } from './secret-text';

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
      {format && <SecretText key={format.id} {...format} onCopied={onCopied} />}
    </div>
  );
}
