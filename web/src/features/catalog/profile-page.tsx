import { Button } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useProfile } from '../../api/queries/catalog';
import type { Profile } from '../../api/types';
import { AllowsList } from '../../ui/allows-list';
import { Notice } from '../../ui/notice';
import { Page } from '../../ui/page';
import { PersonalDataMark } from '../../ui/personal-data-mark';
import { Section } from '../../ui/section';
import classes from './profile-page.module.css';
import { EndLink } from '../end-everything/end-link';
import { NotNow } from './not-now';
import { ProfileRules } from './profile-rules';
import { ReadingRows } from '../../ui/reading';
import { Unreadable } from '../../ui/unreadable';
import { useMay } from '../../api/queries/session';

const route = getRouteApi('/signed-in/profiles/$key');

export function ProfilePage() {
  const { key } = route.useParams();
  const { data: profile, error, refetch } = useProfile(key);
  if (error && !profile) {
    return (
      <Unreadable
        what="access profile"
        error={error}
        onRetry={() => void refetch()}
        actions={
          <Button variant="filled" renderRoot={(props) => <Link to="/profiles" {...props} />}>
            All profiles
          </Button>
        }
      />
    );
  }
  if (!profile) {
    return (
      <Page title="Profile">
        <ReadingRows rows={6} framed />
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
        <>
          <EndLink scope={{ kind: 'profile', key }} />
          {profile.breakGlassSeconds !== null && (
            <Button
              variant="subtle"
              renderRoot={(props) => <Link to="/break-glass" search={{ profile: key }} {...props} />}
            >
              In an emergency…
            </Button>
          )}
          {eligible && (
            <Button
              variant="filled"
              renderRoot={(props) => <Link to="/profiles/$key/ask" params={{ key }} {...props} />}
            >
              Ask for access
            </Button>
          )}
        </>
      }
    >
      {!eligible && (
        <Notice tone="neutral" title="You may not ask for this at the moment.">
          {reasons.map(({ code, sentence }) => (
            <div key={code}>{sentence}</div>
          ))}
        </Notice>
      )}
      {eligible && <NotNow profile={profile} />}
      <div className={classes.reach}>
        <Section title="What it allows">
          <AllowsList allows={profile.allows} />
        </Section>
        <Section title="What it does not">
          <AllowsList allowsNot={profile.allowsNot} />
        </Section>
      </div>
      <ProfileRules profile={profile} />
      <Where profile={profile} />
    </Page>
  );
}

function Where({ profile }: { readonly profile: Profile }) {
  const maySeeSystems = useMay('systems.read');
  return (
    <Section title="Where" frame="list">
      <ul className={classes.rights}>
        {profile.entitlements.map(({ id, name, description, system }) => (
          <li key={id}>
            <strong>{name}</strong> at{' '}
            {maySeeSystems ? (
              <Link to="/systems/$key" params={{ key: system.key }}>
                {system.name}
              </Link>
            ) : (
              system.name
            )}
            <div className={classes.detail}>{description}</div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
