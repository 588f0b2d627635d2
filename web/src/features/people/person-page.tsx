import { Button } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { usePerson } from '../../api/queries/people';
import { useMay } from '../../api/queries/session';
import type { PersonDetail } from '../../api/types';
import { EmptyState } from '../../ui/empty-state';
import { Fact, Facts } from '../../ui/facts';
import { Needs } from '../../ui/needs';
import { Notice } from '../../ui/notice';
import { Page } from '../../ui/page';
import { ReadingRows } from '../../ui/reading';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { StateBadge } from '../../ui/state-badge';
import { Unreadable } from '../../ui/unreadable';
import { IconKey } from '@tabler/icons-react';
import { EndLink } from '../end-everything/end-link';
import { AccountSection } from './account-section';
import { SOURCES } from './people-words';
import { Requirements } from './requirements';
import { SuspensionButton } from './suspension-button';

const route = getRouteApi('/signed-in/people/$handle');

export const PersonPage = () => (
  <Needs ability="people.read" title="Person">
    <Person />
  </Needs>
);

function Person() {
  const { handle } = route.useParams();
  const { data: person, error, refetch } = usePerson(handle);
  if (error && !person) {
    return (
      <Unreadable
        what="person"
        error={error}
        onRetry={() => void refetch()}
        actions={
          <Button variant="filled" renderRoot={(props) => <Link to="/people" {...props} />}>
            All people
          </Button>
        }
      />
    );
  }
  if (!person) {
    return (
      <Page title="Person">
        <ReadingRows rows={5} lines={2} framed />
      </Page>
    );
  }
  return (
    <Page
      title={person.name}
      badge={<StateBadge kind="person" state={person.status} />}
      lead={`${person.email} · ${person.handle}`}
      actions={<Actions person={person} />}
    >
      {person.holds.map((hold) => (
        <Notice
          key={hold.givenBy}
          tone="warn"
          title={
            hold.givenBy === 'administrator'
              ? `Suspended by ${hold.by ?? 'an administrator'}`
              : 'Suspended by the provisioning system'
          }
        >
          “{hold.reason}” <RelativeTime at={hold.since} capitalised />.
        </Notice>
      ))}
      <About person={person} />
      <AccountSection person={person} />
      <Requirements person={person} />
      <OpenGrants person={person} />
    </Page>
  );
}

function Actions({ person }: { readonly person: PersonDetail }) {
  return (
    <>
      {person.status !== 'left' && <EndLink scope={{ kind: 'person', key: person.handle }} />}
      <Suspension person={person} />
    </>
  );
}

function Suspension({ person }: { readonly person: PersonDetail }) {
  const mayManage = useMay('people.manage');
  if (!mayManage) return null;
  const held = person.holds.some(({ givenBy }) => givenBy === 'administrator');
  if (held) return <SuspensionButton key="bring-back" person={person} verb="bring-back" />;
  return person.suspension.may ? <SuspensionButton key="suspend" person={person} verb="suspend" /> : null;
}

function FactorsLink() {
  if (!useMay('factors.administer')) return null;
  return (
    <>
      · <Link to="/people/factors">Second factors of people</Link>
    </>
  );
}

const About = ({ person }: { readonly person: PersonDetail }) => (
  <Section title="About">
    <Facts>
      <Fact name="Job roles">
        {person.jobRoles.length === 0 ? 'None' : person.jobRoles.map(({ title }) => title).join(', ')}
      </Fact>
      <Fact name="Managed by">{SOURCES[person.source]}</Fact>
      <Fact name="Reports to">
        {person.manager === null ? (
          'Nobody'
        ) : (
          <Link to="/people/$handle" params={{ handle: person.manager.handle }}>
            {person.manager.name}
          </Link>
        )}
      </Fact>
      {person.secondAccountOf !== null && <Fact name="Second account of">{person.secondAccountOf.name}</Fact>}
      <Fact name="Second factor">
        {person.secondFactor ? 'Enrolled' : 'None'} <FactorsLink />
      </Fact>
      <Fact name="Last sign-in">
        {person.lastSignInAt === null ? 'Not on record' : <RelativeTime at={person.lastSignInAt} />}
      </Fact>
    </Facts>
  </Section>
);

const OpenGrants = ({ person }: { readonly person: PersonDetail }) => (
  <Section title="Open access" frame={person.grants.length === 0 ? 'list' : 'card'}>
    {person.grants.length === 0 ? (
      <EmptyState icon={IconKey} title="No open access">
        What this person is granted stands here until it ends.
      </EmptyState>
    ) : (
      <Facts>
        {person.grants.map((grant) => (
          <Fact key={grant.id} name={grant.profile}>
            <Link to="/grants/$id" params={{ id: grant.id }}>
              See the grant
            </Link>
            {grant.endsAt !== null && (
              <>
                , ends <RelativeTime at={grant.endsAt} />
              </>
            )}
          </Fact>
        ))}
      </Facts>
    )}
  </Section>
);
