import { Page } from '../../ui/page';
import { SessionsSection } from './sign-ins/sessions-section';
import { TokensSection } from './sign-ins/tokens-section';

/** How a person signs in, and where they are signed in. */
export const SecurityPage = () => (
  <Page title="Security settings" lead="How you sign in, and what acts as you.">
    <SessionsSection />
    <TokensSection />
  </Page>
);
