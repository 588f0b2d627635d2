import { useState } from 'react';
import { Button } from '@mantine/core';
import { CopyButton } from '../../../ui/copy-button';
import { masked } from '../../../ui/mask';
import { TextBox } from '../../../ui/text-box';
import classes from './sign-ins.module.css';

/** A token is shown once, hidden until asked for, and gone with the page. */
export function NewTokenBox({ token, onDone }: { readonly token: string; readonly onDone: () => void }) {
  const [shown, setShown] = useState(false);
  return (
    <div className={classes.made} role="status">
      <strong>Your new token is shown once. It is gone when you leave this page.</strong>
      <div className={classes.secret}>
        <TextBox className={classes.token} aria-label="New token">
          {shown ? token : masked(token)}
        </TextBox>
        <CopyButton text={token} what="the new token" />
      </div>
      <p className={classes.consequences}>
        A program sends it as <code>Authorization: Bearer …</code>, the command line takes it from{' '}
        <code>SALLYPORT_TOKEN</code>.
      </p>
      <div className={classes.actions}>
        <Button onClick={() => setShown(!shown)}>{shown ? 'Hide' : 'Show'}</Button>
        <Button onClick={onDone}>I have kept it</Button>
      </div>
    </div>
  );
}
