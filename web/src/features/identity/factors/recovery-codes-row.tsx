import { useState } from 'react';
import { Button, Modal } from '@mantine/core';
import { IconLifebuoy } from '@tabler/icons-react';
import { useMakeRecoveryCodes } from '../../../api/queries/factors';
import { useSession } from '../../../api/queries/session';
import type { MyFactors } from '../../../api/types';
import { RelativeTime } from '../../../ui/relative-time';
import { StepUpDialog } from '../../../ui/step-up-dialog';
import classes from './factors.module.css';
import { RecoveryCodes } from './recovery-codes';

export function RecoveryCodesRow({ recoveryCodes }: { readonly recoveryCodes: MyFactors['recoveryCodes'] }) {
  const [asking, setAsking] = useState(false);
  const [codes, setCodes] = useState<readonly string[]>();
  const { person } = useSession();
  const { mutateAsync: make } = useMakeRecoveryCodes();
  const { left, madeAt, makeDigest } = recoveryCodes;
  return (
    <div className={classes.row}>
      <IconLifebuoy size={20} aria-hidden />
      <div>
        <div className={classes.name}>Recovery codes</div>
        <div className={classes.dimmed}>
          {madeAt === null ? (
            'None made yet. With one of them you get in when your second factor is lost.'
          ) : (
            <>
              {left} of 10 left · made <RelativeTime at={madeAt} />
            </>
          )}
        </div>
      </div>
      <div className={classes.rowActions}>
        <Button variant="subtle" size="xs" onClick={() => setAsking(true)}>
          {madeAt === null ? 'Make recovery codes' : 'Make new codes'}
        </Button>
      </div>
      {asking && (
        <StepUpDialog
          opened
          onClose={() => setAsking(false)}
          title="Make ten recovery codes"
          signing={{
            action: 'identity.make_recovery_codes',
            subjectId: person?.id ?? '',
            digest: makeDigest,
          }}
          confirmLabel="Make the codes"
          onSigned={async (stepUpToken) => setCodes((await make(stepUpToken)).codes)}
        >
          <p className={classes.text}>
            They are shown once.{left > 0 && ' The codes that you have are worth nothing from then on.'}
          </p>
        </StepUpDialog>
      )}
      {/* Shown once: neither a click beside it nor Escape takes them away. */}
      <Modal
        opened={codes !== undefined}
        onClose={() => setCodes(undefined)}
        closeOnClickOutside={false}
        closeOnEscape={false}
        withCloseButton={false}
        title="Recovery codes"
        size={440}
      >
        {codes && (
          <RecoveryCodes codes={codes} doneLabel="I have kept them" onDone={() => setCodes(undefined)} />
        )}
      </Modal>
    </div>
  );
}
