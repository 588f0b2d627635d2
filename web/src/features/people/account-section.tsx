import type { ReactNode } from 'react';
import { usePersonsAccount } from '../../api/queries/people';
import { useMay } from '../../api/queries/session';
import type { PersonDetail, PersonsAccount } from '../../api/types';
import { Fact, Facts } from '../../ui/facts';
import { ProblemMessage } from '../../ui/problem-message';
import { ReadingRows } from '../../ui/reading';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { Invite } from './invite';
import classes from './person-page.module.css';
import { UnlockButton } from './unlock-button';

interface SectionProps {
  readonly person: PersonDetail;
}

/** How somebody signs in, for those who look after accounts. */
export function AccountSection({ person }: SectionProps) {
  const maySee = useMay('people.unlock');
  return maySee && person.status !== 'left' ? <Account person={person} /> : null;
}

function Account({ person }: SectionProps) {
  const { data: account, error, refetch } = usePersonsAccount(person.id);
  const mayInvite = useMay('people.invite');
  return (
    <Section title="Account">
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!account && !error && <ReadingRows rows={2} lines={1} />}
      {account && (
        <>
          <Facts>
            <Fact name="Signs in">
              {account.canSignIn ? <Ways account={account} /> : <NotYet {...account} />}
            </Fact>
            {account.lockedUntil !== null && (
              <Fact name="Locked">
                <div className={classes.row}>
                  <span>
                    After too many wrong attempts; this ends <RelativeTime at={account.lockedUntil} />.
                  </span>
                  <UnlockButton person={person} digest={account.digests.unlock} />
                </div>
              </Fact>
            )}
            {account.invitation && (
              <Fact name="Invitation">
                From {account.invitation.madeBy}, made <RelativeTime at={account.invitation.createdAt} />,
                ends <RelativeTime at={account.invitation.expiresAt} />
              </Fact>
            )}
          </Facts>
          {mayInvite && person.status === 'active' && <Invite person={person} account={account} />}
        </>
      )}
    </Section>
  );
}

const NotYet = ({ invitation }: Pick<PersonsAccount, 'invitation'>) =>
  invitation ? 'Not yet: the invitation waits to be accepted.' : 'Not yet: nobody has invited them.';

function Ways({ account }: { readonly account: PersonsAccount }) {
  const { passwordChangedAt, passwordEndsAt, linkedAccounts } = account;
  const ways: ReactNode[] = linkedAccounts.map(({ provider, linkedAt }) => (
    <div key={provider}>
      With an account at {provider}, linked <RelativeTime at={linkedAt} />
    </div>
  ));
  if (passwordChangedAt !== null) {
    ways.unshift(
      <div key="password">
        With a password, chosen <RelativeTime at={passwordChangedAt} />
        {passwordEndsAt !== null && (
          <>
            , good until <RelativeTime at={passwordEndsAt} />
          </>
        )}
      </div>,
    );
  }
  return ways.length > 0 ? ways : 'With a passkey';
}
