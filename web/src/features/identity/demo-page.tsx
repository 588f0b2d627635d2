import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useDemoPeople } from '../../api/queries/demo';
import { useSession } from '../../api/queries/session';
import { BareHeader } from '../../ui/bare-header';
import { Notice } from '../../ui/notice';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { Section } from '../../ui/section';
import classes from './demo-page.module.css';
import { DemoAws } from './demo-aws';
import { DemoMail } from './demo-mail';
import { DemoPersonRow } from './demo-person-row';
import { ReadingRows } from '../../ui/reading';

const RELAXED = [
  'This page shows everybody’s password and current code. Outside the demonstration a second factor never leaves its owner.',
  'The server speaks plain HTTP, and therefore listens on this computer only.',
  'The database, the target and all ten thousand customers in it are generated; they belong to nobody.',
  'The AWS account is played by a program on this computer that checks signatures and policies as AWS does. Nothing calls AWS.',
];

/** Everything else in a demonstration is the real thing: a real PostgreSQL server, real log-ins, real proofs. */
export function DemoPage() {
  const { demo, state } = useSession();
  return (
    <>
      <BareHeader />
      <main>{demo ? <People signedIn={state === 'signed-in'} /> : <NoDemo />}</main>
    </>
  );
}

const NoDemo = () => (
  <Page title="No demonstration here">
    <p>
      This installation is not in demo mode, so there are no demo people. <Link to="/sign-in">Sign in</Link>
    </p>
  </Page>
);

function People({ signedIn }: { readonly signedIn: boolean }) {
  const { data, dataUpdatedAt, error, refetch } = useDemoPeople();
  return (
    <Page
      title="Demo people and their codes"
      lead="Be any of them. Open a private window beside this one to play requester and approver at once."
      actions={
        <Button renderRoot={(props) => <Link to={signedIn ? '/' : '/sign-in'} {...props} />}>
          {signedIn ? 'Back to your home page' : 'To the sign-in page'}
        </Button>
      }
    >
      <Notice tone="warn" title="What demo mode relaxes">
        <ul className={classes.relaxed}>
          {RELAXED.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        A code is accepted once, here too: after signing in with one, wait for the next to approve something.
      </Notice>
      <Section title="People" frame="list">
        {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
        {!data && !error && <ReadingRows rows={8} lines={2} />}
        {data && (
          <table className={classes.people}>
            <thead>
              <tr>
                <th scope="col">Person</th>
                <th scope="col">Handle</th>
                <th scope="col">Password</th>
                <th scope="col">Code now</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {data.items.map((person) => (
                <DemoPersonRow key={person.handle} person={person} readAt={dataUpdatedAt} />
              ))}
            </tbody>
          </table>
        )}
      </Section>
      <DemoAws />
      <DemoMail />
    </Page>
  );
}
