import { type ReactNode, useState } from 'react';
import { Button, Modal, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconClockPause } from '@tabler/icons-react';
import { useIssueEnrolmentCode, useLiftHold, useRemoveFactors } from '../../../api/queries/factors';
import type { Signing } from '../../../api/queries/step-up';
import type { PersonsFactors } from '../../../api/types';
import { Countdown } from '../../../ui/countdown';
import { RelativeTime } from '../../../ui/relative-time';
import { StepUpDialog } from '../../../ui/step-up-dialog';
import { counted } from '../../../ui/words';
import classes from './factors.module.css';
import { HOLD_CAUSES } from './hold-notice';

type Asking = 'issueCode' | 'removeFactors' | 'liftHold';

const ACTIONS: Readonly<Record<Asking, Signing['action']>> = {
  issueCode: 'identity.issue_enrolment_code',
  removeFactors: 'identity.remove_factors',
  liftHold: 'identity.lift_hold',
};

interface Words {
  readonly title: string;
  readonly label: string;
  readonly body: ReactNode;
}

function wordsOf(asking: Asking, { name, hold }: PersonsFactors): Words {
  if (asking === 'issueCode') {
    return {
      title: `Enrolment code for ${name}`,
      label: 'Issue the code',
      body: `Only if ${name} is in front of you, or in a call that you placed to a number you knew before. You vouch for them: the factor that they enrol with it counts at once.`,
    };
  }
  if (asking === 'removeFactors') {
    return {
      title: `Remove all second factors of ${name}`,
      label: 'Remove them all',
      body: `For somebody who lost them. Passkeys, authenticator app and recovery codes are worth nothing from then on, every session of ${name} ends, and their approvals and their access to personal data are held. They enrol anew with an enrolment code.`,
    };
  }
  return {
    title: `Lift the hold on ${name}`,
    label: 'Lift the hold',
    body: `${hold ? HOLD_CAUSES[hold.cause] : ''} Lift it only if you have made sure that it was ${name} who enrolled or recovered.`,
  };
}

function factorsInWords({ authenticator, passkeys, recoveryCodesLeft }: PersonsFactors): string {
  const parts = [
    ...(passkeys > 0 ? [counted(passkeys, 'passkey')] : []),
    ...(authenticator ? ['authenticator app'] : []),
    ...(recoveryCodesLeft > 0 ? [counted(recoveryCodesLeft, 'recovery code')] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : 'no second factor';
}

const hasFactor = ({ authenticator, passkeys }: PersonsFactors): boolean => authenticator || passkeys > 0;

const wantsCode = (person: PersonsFactors): boolean => person.required && !hasFactor(person);

const LABELS: Readonly<Record<Asking, string>> = {
  liftHold: 'Lift the hold',
  removeFactors: 'Remove all',
  issueCode: 'Issue an enrolment code',
};

function offers(person: PersonsFactors): Asking[] {
  const { hold, byAnother } = person;
  const may: Readonly<Record<Asking, boolean>> = {
    liftHold: hold !== null && !byAnother.liftHold,
    removeFactors: hasFactor(person),
    issueCode: wantsCode(person) && !byAnother.issueCode,
  };
  return (['liftHold', 'removeFactors', 'issueCode'] as const).filter((what) => may[what]);
}

/** What the reader may not do, having done what came before it. */
const needsAnother = (person: PersonsFactors): string[] => [
  ...(wantsCode(person) && person.byAnother.issueCode
    ? ['You handed over the invitation: another CTO or tech lead issues the enrolment code.']
    : []),
  ...(person.hold && person.byAnother.liftHold
    ? ['You removed the factors or vouched: another CTO or tech lead can lift the hold.']
    : []),
];

export function PersonsFactorsRow({ person }: { readonly person: PersonsFactors }) {
  const [asking, setAsking] = useState<Asking>();
  const [issued, setIssued] = useState<{ code: string; expiresAt: string }>();
  const { mutateAsync: issue } = useIssueEnrolmentCode();
  const { mutateAsync: remove } = useRemoveFactors();
  const { mutateAsync: lift } = useLiftHold();
  const { id, name, hold, oneself, required, digests } = person;
  const has = hasFactor(person);

  const act = async (stepUpToken: string) => {
    if (asking === 'issueCode') setIssued(await issue({ id, stepUpToken }));
    if (asking === 'removeFactors') await remove({ id, stepUpToken });
    if (asking === 'liftHold') await lift({ id, stepUpToken });
  };
  const words = asking && wordsOf(asking, person);

  return (
    <div className={classes.row}>
      <StandingIcon held={hold !== null} missing={required && !has} />
      <div>
        <div className={classes.name}>
          {name}
          {oneself && ' (you)'}
        </div>
        <div className={classes.dimmed}>{[...person.jobRoles, factorsInWords(person)].join(' · ')}</div>
        <Held hold={hold} />
        {needsAnother(person).map((sentence) => (
          <div key={sentence} className={classes.dimmed}>
            {sentence}
          </div>
        ))}
      </div>
      {!oneself && (
        <div className={classes.rowActions}>
          {offers(person).map((what) => (
            <Button key={what} variant="subtle" size="xs" onClick={() => setAsking(what)}>
              {LABELS[what]}
              <VisuallyHidden> for {name}</VisuallyHidden>
            </Button>
          ))}
        </div>
      )}
      {asking && words && (
        <StepUpDialog
          opened
          onClose={() => setAsking(undefined)}
          title={words.title}
          signing={{ action: ACTIONS[asking], subjectId: id, digest: digests[asking] }}
          confirmLabel={words.label}
          onSigned={act}
        >
          <p className={classes.text}>{words.body}</p>
        </StepUpDialog>
      )}
      <Modal
        opened={issued !== undefined}
        onClose={() => setIssued(undefined)}
        title={`Read this out to ${name}`}
        size={400}
      >
        {issued && (
          <div className={classes.form}>
            <p className={classes.spoken}>{issued.code}</p>
            <p className={classes.text}>
              Good once, for <Countdown until={issued.expiresAt} what="the code" />. {name} signs in with
              their password and types it there. It is shown once; a new one replaces it.
            </p>
            <Button variant="filled" onClick={() => setIssued(undefined)}>
              Done
            </Button>
          </div>
        )}
      </Modal>
    </div>
  );
}

function Held({ hold }: Pick<PersonsFactors, 'hold'>) {
  if (!hold) return null;
  return (
    <div className={classes.dimmed}>
      Held: personal data waits; this ends <RelativeTime at={hold.until} />. {HOLD_CAUSES[hold.cause]}
    </div>
  );
}

interface StandingIconProps {
  readonly held: boolean;
  readonly missing: boolean;
}

function StandingIcon({ held, missing }: StandingIconProps) {
  if (missing) return <IconAlertTriangle size={20} aria-label="Second factor missing" />;
  if (held) return <IconClockPause size={20} aria-label="Held" />;
  return <IconCircleCheck size={20} aria-label="In order" />;
}
