import { useEffect, useRef } from 'react';
import { Loader } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { useFinishSignOn } from '../../api/queries/single-sign-on';
import { ProblemMessage } from '../../ui/problem-message';
import { takePageAfterSignOn } from './page-after-sign-on';
import { BareCard } from './bare-card';
import { SignInSteps } from './sign-in-steps';
import classes from './sign-on-return-page.module.css';

/** Where an identity provider sends the browser back to. What it came with is used once and leaves the address at once. */
export function SignOnReturnPage() {
  const router = useRouter();
  const { mutate, data, isError, error } = useFinishSignOn();
  const begun = useRef(false);

  const enter = () => router.history.replace(takePageAfterSignOn());

  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const query = window.location.search.slice(1);
    window.history.replaceState(null, '', window.location.pathname);
    mutate(query === '' ? 'error=nothing' : query);
  }, [mutate]);

  const signedIn = data?.state === 'signed-in';
  useEffect(() => {
    if (signedIn) router.history.replace(takePageAfterSignOn());
  }, [signedIn, router]);

  return (
    <BareCard title="Signing in">
      {isError && (
        <>
          <ProblemMessage error={error} />
          <Link to="/sign-in" search={{}} className={classes.back}>
            Back to signing in
          </Link>
        </>
      )}
      {data && !signedIn && <SignInSteps begun={data} onSignedIn={enter} />}
      {!isError && (!data || signedIn) && (
        <div className={classes.waiting} role="status">
          <Loader size="sm" aria-hidden="true" />
          Signing you in…
        </div>
      )}
    </BareCard>
  );
}
