import { Button } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { ProblemError } from '../api/problem';
import { Page } from '../ui/page';
import { ProblemMessage } from '../ui/problem-message';

/** What is left of a page that failed while it was being drawn or read. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const tryAgain = () => {
    // A page that broke by itself, such as one whose parts a new version has replaced, breaks again until it is loaded anew.
    if (!(error instanceof ProblemError)) {
      window.location.reload();
      return;
    }
    reset();
    void router.invalidate();
  };
  return (
    <Page
      title="This page could not be shown"
      lead="Nothing was changed by looking at it."
      actions={
        <>
          <Button variant="filled" onClick={tryAgain}>
            Try again
          </Button>
          <Button onClick={() => window.location.assign('/')}>Home</Button>
        </>
      }
    >
      <ProblemMessage error={error} />
    </Page>
  );
}
