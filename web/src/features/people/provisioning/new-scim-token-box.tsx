import { Button } from '@mantine/core';
import { Notice } from '../../../ui/notice';
import { SecretText } from '../../../ui/secret-text';
import { CopyButton } from '../../../ui/copy-button';
import classes from './provisioning.module.css';

interface NewScimTokenBoxProps {
  readonly token: string;
  readonly baseUrl: string;
  readonly onDone: () => void;
}

/** Shown once, hidden until asked for, and gone with the page. */
export const NewScimTokenBox = ({ token, baseUrl, onDone }: NewScimTokenBoxProps) => (
  <Notice tone="good" role="status" title="The token is shown once. It is gone when you leave this page.">
    <SecretText label="Token" text={token} />
    <p className={classes.copied}>
      With the base URL <code>{baseUrl}</code> <CopyButton text={baseUrl} what="the base URL" />
    </p>
    <Button onClick={onDone}>I have kept it</Button>
  </Notice>
);
