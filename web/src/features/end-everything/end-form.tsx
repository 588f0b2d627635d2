import { useState } from 'react';
import { Button, Switch } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type Scope, useEndEverything } from '../../api/queries/end-everything';
import type { EndPreview } from '../../api/types';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { StepUpDialog } from '../../ui/step-up-dialog';
import { counted } from '../../ui/words';
import classes from './end-everything.module.css';
import { ReasonField, useReason } from './reason-field';
import { scopeWords } from './scope-words';

interface EndFormProps {
  readonly preview: EndPreview;
  readonly scope: Scope;
}

/** Whether it stays halted, why, and the button; the code is asked for last, over what was shown then. */
export function EndForm({ preview, scope }: EndFormProps) {
  const [wanted, setWanted] = useState(preview.mustHalt);
  const [confirming, setConfirming] = useState<EndPreview>();
  const reason = useReason();
  const halt = preview.mustHalt || wanted;
  const nothing = preview.shown.grants === 0 && !halt;
  return (
    <Section title="Confirm">
      <div className={classes.form}>
        <Switch
          label="Halt it until somebody lifts the halt"
          description={haltWords(preview)}
          checked={halt}
          disabled={preview.mustHalt}
          onChange={(event) => setWanted(event.currentTarget.checked)}
        />
        {preview.haltedSince !== null && (
          <p className={classes.detail}>
            It is halted already, since <RelativeTime at={preview.haltedSince} />.
          </p>
        )}
        <ReasonField
          reason={reason}
          description="Those who oversee will read it, and it stays in the audit trail."
        />
        <div>
          <Button
            variant="filled"
            color="red"
            leftSection={<IconPlayerStop size={16} />}
            disabled={nothing}
            onClick={() => reason.isReady() && setConfirming(preview)}
          >
            {buttonWords(preview, halt)}
          </Button>
        </div>
      </div>
      {confirming && (
        <Confirm
          preview={confirming}
          scope={scope}
          halt={halt}
          reason={reason.text}
          onClose={() => setConfirming(undefined)}
        />
      )}
    </Section>
  );
}

const haltWords = ({ mustHalt }: EndPreview): string =>
  mustHalt
    ? 'Ending everything always halts everything: nothing is approved and no log-in is made until a CTO or tech lead lifts it.'
    : 'Nothing is approved and no log-in is made there until a CTO or tech lead lifts it. Choose it while the cause may still be there.';

function buttonWords({ shown }: EndPreview, halt: boolean): string {
  if (shown.grants === 0) return halt ? 'Halt…' : 'Nothing to end';
  return `End ${counted(shown.grants, 'grant')}${halt ? ' and halt' : ''}…`;
}

interface ConfirmProps extends EndFormProps {
  readonly halt: boolean;
  readonly reason: string;
  readonly onClose: () => void;
}

function Confirm({ preview, scope, halt, reason, onClose }: ConfirmProps) {
  const { shown, subjectId, digest: plain, haltDigest } = preview;
  const { mutateAsync: end } = useEndEverything();
  const navigate = useNavigate();
  const digest = halt ? haltDigest : plain;
  const confirm = async (stepUpToken: string) => {
    const { id } = await end({ scope, reason, halt, shown, digest, stepUpToken });
    await navigate({ to: '/end-everything/$id', params: { id } });
  };
  return (
    <StepUpDialog
      opened
      onClose={onClose}
      title={`${scopeWords(preview.scope)} ends now`}
      signing={{ action: 'grants.end-everything', subjectId, digest }}
      confirmLabel={halt ? 'End and halt' : 'End now'}
      onSigned={confirm}
    >
      <p>
        {counted(shown.grants, 'grant')} and {counted(shown.logIns, 'log-in')} end at once, and whatever came
        in between. Open connections are cut.{' '}
        {halt
          ? 'Nothing is approved or issued there until the halt is lifted.'
          : 'To go on later, people ask again.'}
      </p>
    </StepUpDialog>
  );
}
