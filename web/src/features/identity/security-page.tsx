import { Link } from '@tanstack/react-router';
import { useMay } from '../../api/queries/session';
import { Page } from '../../ui/page';
import { SecondFactorsSection } from './factors/second-factors-section';
import { AbsenceSection } from '../requests/absence/absence-section';
import { PasswordSection } from './password/password-section';
import { SlackSection } from '../slack/slack-section';
import { AccountsElsewhereSection } from './sign-ins/accounts-elsewhere-section';
import { SessionsSection } from './sign-ins/sessions-section';
import { TokensSection } from './sign-ins/tokens-section';

/** How a person signs in, and where they are signed in. */
export function SecurityPage() {
  const mayVouch = useMay('factors.administer');
  return (
    <Page
      title="Security settings"
      lead="How you sign in, and what acts as you."
      actions={mayVouch && <Link to="/people/factors">Second factors of people</Link>}
    >
      <PasswordSection />
      <AccountsElsewhereSection />
      <SecondFactorsSection />
      <SlackSection />
      <SessionsSection />
      <TokensSection />
      <AbsenceSection />
    </Page>
  );
}
