import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { deviceQuery, useDecideDevice } from '../../../api/queries/devices';
import type { WaitingDevice } from '../../../api/types';
import { Fact, Facts } from '../../../ui/facts';
import { Notice } from '../../../ui/notice';
import { ProblemMessage } from '../../../ui/problem-message';
import { ReadingRows } from '../../../ui/reading';
import { RelativeTime } from '../../../ui/relative-time';
import { Section } from '../../../ui/section';
import { StepUpDialog } from '../../../ui/step-up-dialog';
import { durationWords } from '../../../ui/words';
import { SCOPES } from '../scope-words';
import classes from './device.module.css';

interface WaitingDevicePanelProps {
  readonly code: string;
  readonly onAnother: () => void;
}

export function WaitingDevicePanel({ code, onAnother }: WaitingDevicePanelProps) {
  const { data: device, error } = useQuery(deviceQuery(code));
  const [decided, setDecided] = useState<'allow' | 'deny'>();
  if (decided && device) return <Decided decision={decided} device={device} />;
  if (error) {
    return (
      <Section title="Nothing waits under this code">
        <ProblemMessage error={error} />
        <Button className={classes.another} onClick={onAnother}>
          Type another code
        </Button>
      </Section>
    );
  }
  if (!device) return <ReadingRows rows={4} lines={1} />;
  return <Decision code={code} device={device} onDecided={setDecided} />;
}

interface DecisionProps {
  readonly code: string;
  readonly device: WaitingDevice;
  readonly onDecided: (decision: 'allow' | 'deny') => void;
}

function Decision({ code, device, onDecided }: DecisionProps) {
  const [allowing, setAllowing] = useState(false);
  const { mutateAsync: decide, error, isPending } = useDecideDevice(code);
  const deny = () =>
    void decide({ decision: 'deny' }).then(
      () => onDecided('deny'),
      () => undefined,
    );
  return (
    <>
      <Notice tone="warn" title="Did you start this yourself, just now?">
        Whoever you let in acts as you. Nobody from support will ever send you such a link or code: if you did
        not type “sallyport login” a moment ago, deny it.
      </Notice>
      <Section title="What asks">
        <Facts>
          <Fact name="Code">
            <code className={classes.code}>{code}</code> Your terminal has to show the same.
          </Fact>
          <Fact name="Calls itself">{device.clientName}</Fact>
          <Fact name="Asked">
            <RelativeTime at={device.createdAt} />, from <code>{device.address}</code>
            {device.sameNetwork ? ', where you are too' : ''}
          </Fact>
          <Fact name="Could, as you">
            <ul className={classes.scopes}>
              {device.scopes.map((scope) => (
                <li key={scope}>{SCOPES[scope].about}</li>
              ))}
            </ul>
          </Fact>
          <Fact name="Until">{durationWords(device.tokenLastsSeconds)} from now, or until you end it</Fact>
        </Facts>
        {!device.sameNetwork && (
          <Notice tone="warn" title="It asked from another network than yours.">
            That is right for a server that you are logged in to, and wrong for the computer in front of you.
          </Notice>
        )}
        {error && !allowing && <ProblemMessage error={error} />}
        <div className={classes.choices}>
          <Button
            size="md"
            leftSection={<IconCheck size={18} className={classes.allow} />}
            onClick={() => setAllowing(true)}
          >
            Allow
          </Button>
          <Button
            size="md"
            leftSection={<IconX size={18} className={classes.deny} />}
            onClick={deny}
            loading={isPending && !allowing}
          >
            Deny
          </Button>
        </div>
      </Section>
      <StepUpDialog
        opened={allowing}
        onClose={() => setAllowing(false)}
        title="Let it in"
        signing={{ action: 'identity.allow-device', subjectId: device.id, digest: device.allowDigest }}
        confirmLabel="Allow"
        onSigned={async (stepUpToken) => {
          await decide({ decision: 'allow', stepUpToken });
          onDecided('allow');
        }}
      >
        <p className={classes.consequences}>
          <strong>{device.clientName}</strong> acts as you for {durationWords(device.tokenLastsSeconds)}.
        </p>
      </StepUpDialog>
    </>
  );
}

const Decided = ({
  decision,
  device,
}: {
  readonly decision: 'allow' | 'deny';
  readonly device: WaitingDevice;
}) =>
  decision === 'allow' ? (
    <Notice tone="good" role="status" title="It is in. Go back to your terminal.">
      {device.clientName} goes on within seconds. You can end it at any time under Security settings.
    </Notice>
  ) : (
    <Notice tone="neutral" role="status" title="It was turned away.">
      Nothing was handed out. If you did not start it, tell your security team that somebody tried.
    </Notice>
  );
