import { Button } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useProfile } from '../../api/queries/catalog';
import type { Profile } from '../../api/types';
import { AllowsList } from '../../ui/allows-list';
import { Notice } from '../../ui/notice';
import { Page } from '../../ui/page';
import { PersonalDataMark } from '../../ui/personal-data-mark';
import { ProblemMessage } from '../../ui/problem-message';
import { Section } from '../../ui/section';
import classes from './profile-page.module.css';
import { ProfileRules } from './profile-rules';
import { Reading } from '../../ui/reading';

const route = getRouteApi('/signed-in/profiles/$key');

export function ProfilePage() {
  const { key } = route.useParams();
  const { data: profile, error, refetch } = useProfile(key);
  if (!profile) {
    return (
      <Page title="Profile">
        {error ? <ProblemMessage error={error} onRetry={() => void refetch()} /> : <Reading lines={6} />}
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
      <ProfileRules profile={profile} />
      <div className={classes.reach}>
        <Section title="What it allows">
          <AllowsList allows={profile.allows} />
        </Section>
        <Section title="What it does not">
          <AllowsList allowsNot={profile.allowsNot} />
        </Section>
      </div>
      <Where profile={profile} />
    </Page>
  );
}

const Where = ({ profile }: { readonly profile: Profile }) => (
  <Section title="Where" frame="list">
    <ul className={classes.rights}>
      {profile.entitlements.map(({ id, name, description, system }) => (
        <li key={id}>
          <strong>{name}</strong> at{' '}
          <Link to="/systems/$key" params={{ key: system.key }}>
            {system.name}
          </Link>
          <div className={classes.detail}>{description}</div>
        </li>
      ))}
    </ul>
  </Section>
);
