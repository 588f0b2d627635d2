import { useState } from 'react';
import { Button, Modal } from '@mantine/core';
import { useInvite } from '../../api/queries/people';
import { useProviders } from '../../api/queries/single-sign-on';
import type { PersonDetail, PersonsAccount } from '../../api/types';
import { Notice } from '../../ui/notice';
import { RelativeTime } from '../../ui/relative-time';
import { SecretText } from '../../ui/secret-text';
import { StepUpDialog } from '../../ui/step-up-dialog';
import { type Delivery, inviteLabels } from './invite-labels';
import classes from './person-page.module.css';

interface InviteProps {
  readonly person: PersonDetail;
  readonly account: PersonsAccount;
}

/** Whoever has a password can be invited only to link an account elsewhere, so only where there are providers. */
export function Invite({ person, account }: InviteProps) {
  const links = useProviders().length > 0;
  const [asking, setAsking] = useState<Delivery>();
  const [sent, setSent] = useState(false);
  const [made, setMade] = useState<{ url: string; expiresAt: string }>();
  const { mutateAsync: invite } = useInvite(person.id);
  const hasPassword = account.state === 'password';
  if (hasPassword && !links) return null;

  const { sendsMail, digests, invitation } = account;
  const labels = inviteLabels({ sendsMail, hasPassword, again: invitation !== null });
  const ways: readonly Delivery[] = sendsMail ? ['mail', 'hand-over'] : ['hand-over'];
  const isNext = !account.canSignIn && invitation === null;
  const act = async (delivery: Delivery, stepUpToken: string) => {
    const { url, expiresAt } = await invite({ delivery, stepUpToken });
    setSent(url === null);
    if (url !== null) setMade({ url, expiresAt });
  };

  return (
    <>
      {sent && (
        <Notice tone="good" role="status" title={`The invitation is on its way to ${person.email}.`} />
      )}
      <div className={classes.buttons}>
        {ways.map((delivery, place) => (
          <Button
            key={delivery}
            variant={isNext && place === 0 ? 'filled' : 'default'}
            onClick={() => setAsking(delivery)}
          >
            {labels[delivery]}
          </Button>
        ))}
      </div>
      {asking && (
        <StepUpDialog
          opened
          onClose={() => setAsking(undefined)}
          title={`Invite ${person.name}?`}
          signing={{
            action: 'people.invite',
            subjectId: person.id,
            digest: asking === 'mail' ? digests.mail : digests.handOver,
          }}
          confirmLabel={asking === 'mail' ? 'Send the invitation' : 'Make the link'}
          onSigned={(stepUpToken) => act(asking, stepUpToken)}
        >
          <Consequences delivery={asking} person={person} account={account} links={links} />
        </StepUpDialog>
      )}
      {made && <LinkToHandOver {...made} name={person.name} onDone={() => setMade(undefined)} />}
    </>
  );
}

interface ConsequencesProps extends InviteProps {
  readonly delivery: Delivery;
  readonly links: boolean;
}

const Consequences = ({ delivery, person, account, links }: ConsequencesProps) => (
  <p className={classes.text}>
    {delivery === 'mail'
      ? `A link goes to ${person.email}. `
      : `You are shown a link once, to hand to ${person.name} yourself. `}
    {account.state === 'password'
      ? 'With it they link an account elsewhere; their password stays.'
      : `With it they choose a password${links ? ' or link an account elsewhere' : ''}.`}
    {account.invitation && ' The earlier invitation is void from then on.'}
  </p>
);

interface LinkToHandOverProps {
  readonly url: string;
  readonly expiresAt: string;
  readonly name: string;
  readonly onDone: () => void;
}

/** A press beside it does not close it: the link is shown once. */
const LinkToHandOver = ({ url, expiresAt, name, onDone }: LinkToHandOverProps) => (
  <Modal opened onClose={onDone} title={`Hand this link to ${name}`} size={480} closeOnClickOutside={false}>
    <div className={classes.made}>
      <p className={classes.text}>
        Shown once. Whoever opens it becomes {name} here, so give it to nobody else. It is good once and ends{' '}
        <RelativeTime at={expiresAt} />.
      </p>
      <SecretText label="Invitation link" text={url} />
      <Button onClick={onDone}>Done</Button>
    </div>
  </Modal>
);
