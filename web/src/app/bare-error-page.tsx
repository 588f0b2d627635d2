import type { ErrorComponentProps } from '@tanstack/react-router';
import { BareHeader } from '../ui/bare-header';
import { ErrorPage } from './error-page';

/** When not even the session could be read, there is no shell to stand in. */
export const BareErrorPage = (props: ErrorComponentProps) => (
  <>
    <BareHeader />
    <main>
      <ErrorPage {...props} />
    </main>
  </>
);
