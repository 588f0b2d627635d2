import { Button } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload, IconPrinter } from '@tabler/icons-react';
import { TextBox } from '../../../ui/text-box';
import { useCopy } from '../../../ui/use-copy';
import classes from './factors.module.css';

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly doneLabel: string;
  readonly onDone: () => void;
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'sallyport-recovery-codes.txt';
  link.click();
  URL.revokeObjectURL(url);
}

/** Shown once: this is the moment to keep them. */
export function RecoveryCodes({ codes, doneLabel, onDone }: RecoveryCodesProps) {
  const { copy, outcome } = useCopy();
  const text = `Recovery codes of Sallyport at ${window.location.host}. Each is good once.\n\n${codes.join('\n')}\n`;
  return (
    <div className={classes.form}>
      <h2 className={classes.title}>Keep these recovery codes</h2>
      <p className={classes.text}>
        If you lose your second factor, one of them lets you in and lets you enrol a new one. They are shown
        once. Keep them apart from your password: printed, or in a password manager.
      </p>
      <TextBox className={classes.codes} aria-label="Recovery codes">
        {codes.join('\n')}
      </TextBox>
      <div className={classes.keep}>
        <Button
          size="xs"
          leftSection={outcome === 'copied' ? <IconCheck size={16} /> : <IconCopy size={16} />}
          onClick={() => void copy(text)}
        >
          {outcome === 'copied' ? 'Copied' : 'Copy'}
        </Button>
        <Button size="xs" leftSection={<IconDownload size={16} />} onClick={() => download(text)}>
          Download
        </Button>
        <Button size="xs" leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>
          Print
        </Button>
      </div>
      {outcome === 'refused' && (
        <p role="alert" className={classes.text}>
          The browser did not allow copying. Select the codes and copy them yourself.
        </p>
      )}
      <Button variant="filled" onClick={onDone}>
        {doneLabel}
      </Button>
    </div>
  );
}
