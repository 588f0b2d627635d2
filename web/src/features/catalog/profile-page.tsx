import { Button, Skeleton } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useProfile } from '../../api/queries/catalog';
import type { ProfileDetail } from '../../api/types';
import { Fact, Facts } from '../../ui/facts';
import { Notice } from '../../ui/notice';
import { Page } from '../../ui/page';
import { PersonalDataMark } from '../../ui/personal-data-mark';
import { ProblemMessage } from '../../ui/problem-message';
import { Section } from '../../ui/section';
import { durationWords, inWords, sentenceCase } from '../../ui/words';
import { GuardBadge } from './guard-badge';
import classes from './profile-page.module.css';

const route = getRouteApi('/signed-in/profiles/$key');

export function ProfilePage() {
  const { key } = route.useParams();
  const { data: profile, error, refetch } = useProfile(key);
  if (!profile) {
    return (
      <Page title="Profile">
        {error ? <ProblemMessage error={error} onRetry={() => void refetch()} /> : <Skeleton height={320} />}
      </Page>
    );
  }
  const { eligible, reasons } = profile.eligibility;
  return (
    <Page
      title={profile.name}
      lead={profile.description}
      badge={profile.personalData && <PersonalDataMark />}
      actions={
        eligible && (
          <Button
            variant="filled"
            renderRoot={(props) => <Link to="/profiles/$key/ask" params={{ key }} {...props} />}
          >
            Ask for access
          </Button>
        )
      }
    >
      {!eligible && (
        <Notice tone="neutral" title="You may not ask for this at the moment.">
          {reasons.map(({ code, sentence }) => (
            <div key={code}>{sentence}</div>
          ))}
        </Notice>
      )}
      <Rules profile={profile} />
      <Reach profile={profile} />
      <Systems profile={profile} />
    </Page>
  );
}

function Rules({ profile }: { readonly profile: ProfileDetail }) {
  const { duration, approvers, approvalCount, eligiblePeople, processingActivity } = profile;
  return (
    <Section title="The rules, in words">
      <Facts>
        <Fact name="Who may ask">
          {eligiblePeople.length === 0
            ? 'Nobody at the moment'
            : inWords(
                eligiblePeople.map(({ name }) => name),
                'or',
              )}
        </Fact>
        <Fact name="Who approves">
          {approvalCount === 1 ? 'One of those asked' : `${approvalCount} of those asked`}, never the
          requester, each with a fresh code.
          <ul className={classes.because}>
            {approvers.map(({ id, because }) => (
              <li key={id}>{because}</li>
            ))}
          </ul>
        </Fact>
        <Fact name="How long">
          {durationWords(duration.defaultSeconds)} unless asked otherwise; from{' '}
          {durationWords(duration.minimumSeconds)} to {durationWords(duration.maximumSeconds)}
        </Fact>
        <Fact name="What to say">
          A reason of at least {profile.minimumJustification} characters
          {profile.ticketPattern !== null && (
            <>
              , and a ticket like <code>{profile.ticketPattern}</code>
            </>
          )}
        </Fact>
        <Fact name="Which data">{sentenceCase(profile.dataCategory)}</Fact>
        <Fact name="Purpose">{profile.purpose}</Fact>
        <Fact name="Processing activity">
          {processingActivity.title} (record of processing, GDPR Article 30)
        </Fact>
      </Facts>
    </Section>
  );
}

const Reach = ({ profile }: { readonly profile: ProfileDetail }) => (
  <div className={classes.reach}>
    <Section title="What it allows">
      <ul className={classes.lines}>
        {profile.allows.map((line) => (
          <li key={line}>
            <IconCheck size={16} className={classes.allows} aria-hidden /> {line}
          </li>
        ))}
      </ul>
    </Section>
    <Section title="What it does not">
      <ul className={classes.lines}>
        {profile.allowsNot.map((line) => (
          <li key={line}>
            <IconX size={16} className={classes.allowsNot} aria-hidden /> {line}
          </li>
        ))}
      </ul>
    </Section>
  </div>
);

const Systems = ({ profile }: { readonly profile: ProfileDetail }) => (
  <Section title="Where" frame="list">
    <ul className={classes.systems}>
      {profile.systems.map((system) => (
        <li key={system.id}>
          <Link to="/systems/$key" params={{ key: system.key }} className={classes.system}>
            {system.name}
          </Link>
          <span className={classes.entitlements}>
            {profile.entitlements
              .filter(({ system: { id } }) => id === system.id)
              .map(({ name }) => name)
              .join(', ')}
          </span>
          {system.guard && <GuardBadge guard={system.guard} />}
        </li>
      ))}
    </ul>
  </Section>
);
