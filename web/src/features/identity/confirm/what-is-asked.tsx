import { Fact, Facts } from '../../../ui/facts';
import { Fingerprint } from '../../../ui/fingerprint';
import { Notice } from '../../../ui/notice';
import { RelativeTime } from '../../../ui/relative-time';
import { Section } from '../../../ui/section';
import type { AskedProps } from './asked-props';
import { ClaimAsked } from './claim-asked';
import { DecisionAsked } from './decision-asked';

/** First whether it was the person who started it, then what it does, then what asks. */
export function WhatIsAsked(props: AskedProps) {
  const { asked } = props;
  return (
    <>
      <Notice tone="warn" title="Did you start this yourself, just now?">
        Nobody from support will ever send you such a link. Whatever you confirm is done as you, by whoever
        asks: if you did not type a command a moment ago, refuse it.
      </Notice>
      <Section title="What asks">
        <Facts>
          <Fact name="Calls itself">{asked.clientName}</Fact>
          <Fact name="Asked">
            <RelativeTime at={asked.createdAt} />, from <code>{asked.address}</code>
            {asked.sameNetwork ? ', where you are too' : ''}
          </Fact>
          <Fact name="Fingerprint">
            <Fingerprint digest={asked.digest} /> Your terminal has to show the same.
          </Fact>
        </Facts>
      </Section>
      {!asked.sameNetwork && (
        <Notice tone="warn" title="It asked from another network than yours.">
          That is right for a server that you are logged in to, and wrong for the computer in front of you.
        </Notice>
      )}
      {asked.action === 'grants.claim' ? <ClaimAsked {...props} /> : <DecisionAsked {...props} />}
    </>
  );
}
