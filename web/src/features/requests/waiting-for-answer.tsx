import { Button, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconLink } from '@tabler/icons-react';
import { useApprovalLinks } from '../../api/queries/requests';
import type { AccessRequest } from '../../api/types';
import { ProblemMessage } from '../../ui/problem-message';
import { Reading } from '../../ui/reading';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { useCopy } from '../../ui/use-copy';
import { nextStep, stillAsked } from './next-step';
import { NextStepWords } from './next-step-words';
import classes from './waiting-for-answer.module.css';

/** What one's own request waits for; whoever is in a hurry hands over the links. */
export function WaitingForAnswer({ request }: { readonly request: AccessRequest }) {
  const step = nextStep(request);
  return (
    <Section title="Waiting for an answer">
      <p className={classes.sentence}>{step && <NextStepWords step={step} />}</p>
      <ApproverLinks request={request} />
    </Section>
  );
}

function ApproverLinks({ request }: { readonly request: AccessRequest }) {
  const { data, error, refetch } = useApprovalLinks(request);
  if (error) return <ProblemMessage error={error} onRetry={() => void refetch()} />;
  if (!data) return <Reading lines={2} />;
  const open = new Set(stillAsked(request).map(({ id }) => id));
  const links = data.items.filter(({ approver }) => open.has(approver.id));
  if (links.length === 0) return null;
  return (
    <>
      <p className={classes.sentence}>
        In a hurry? Send the link. Each works for the person it is made for, signed in and with a code of
        their own; it gives nothing to anybody else.
      </p>
      <ul className={classes.links}>
        {links.map(({ approver, url, expiresAt }) => (
          <li key={approver.id} className={classes.link}>
            <div className={classes.words}>
              <span className={classes.who}>{approver.name}</span>{' '}
              <span className={classes.until}>
                expires <RelativeTime at={expiresAt} />
              </span>
              <code className={classes.url}>{url}</code>
            </div>
            <CopyLink url={url} approver={approver.name} />
          </li>
        ))}
      </ul>
    </>
  );
}

function CopyLink({ url, approver }: { readonly url: string; readonly approver: string }) {
  const { copy, outcome } = useCopy();
  const copied = outcome === 'copied';
  const words = { idle: 'Copy link', copied: 'Copied', refused: 'Could not copy' };
  return (
    <>
      <Button
        size="xs"
        leftSection={copied ? <IconCheck size={16} /> : <IconLink size={16} />}
        onClick={() => void copy(url)}
      >
        {words[outcome]}
        <VisuallyHidden> for {approver}</VisuallyHidden>
      </Button>
      <VisuallyHidden role="status">{copied ? `Link for ${approver} copied` : ''}</VisuallyHidden>
    </>
  );
}
