import { type ReactNode, useState } from 'react';
import { Button } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useDecideBrowserStepUp } from '../../../api/queries/browser-step-ups';
import { Notice } from '../../../ui/notice';
import { ProblemMessage } from '../../../ui/problem-message';
import { Section } from '../../../ui/section';
import { StepUpDialog } from '../../../ui/step-up-dialog';
import classes from './answer-panel.module.css';
import type { AskedProps } from './asked-props';

interface AnswerPanelProps extends AskedProps {
  /** False once what was asked is not what stands there now: then there is nothing to confirm. */
  readonly stands: boolean;
  /** What happens, on the button: "Deny", "Make the log-in". */
  readonly verb: string;
  /** The same in a sentence, beside the field for the code. */
  readonly words: ReactNode;
}

/** Two answers of equal weight: with a second factor over exactly what is shown, or no. */
export function AnswerPanel({ link, asked, onAnswered, stands, verb, words }: AnswerPanelProps) {
  const [confirming, setConfirming] = useState(false);
  const { mutateAsync: decide, error, isPending } = useDecideBrowserStepUp(link);
  const refuse = () =>
    void decide({ decision: 'refuse' }).then(
      () => onAnswered('refused'),
      () => undefined,
    );
  const { action, subjectId, digest } = asked;
  return (
    <Section title="Your answer">
      <div className={classes.answer}>
        {!stands && (
          <Notice tone="warn" role="status" title="This is not what was asked any more.">
            It was changed, decided or ended since. Start the command again to see what can be done now.
          </Notice>
        )}
        {error && !confirming && <ProblemMessage error={error} />}
        <div className={classes.choices}>
          {stands && (
            <Button
              size="md"
              leftSection={<IconCheck size={18} className={classes.confirm} />}
              onClick={() => setConfirming(true)}
            >
              {verb}
            </Button>
          )}
          <Button
            size="md"
            leftSection={<IconX size={18} className={classes.refuse} />}
            onClick={refuse}
            loading={isPending && !confirming}
          >
            Refuse
          </Button>
        </div>
      </div>
      <StepUpDialog
        opened={confirming}
        onClose={() => setConfirming(false)}
        title="Confirm for your command line"
        signing={{ action, subjectId, digest }}
        confirmLabel={verb}
        onSigned={async (stepUpToken) => {
          await decide({ decision: 'confirm', stepUpToken });
          onAnswered('confirmed');
        }}
      >
        <p className={classes.words}>{words}</p>
      </StepUpDialog>
    </Section>
  );
}
