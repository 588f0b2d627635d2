import { Button } from '@mantine/core';
import { useProviders, useStartSignOn } from '../../api/queries/single-sign-on';
import { ProblemMessage } from '../../ui/problem-message';
import { rememberPageAfterSignOn } from './page-after-sign-on';
import classes from './provider-buttons.module.css';

interface ProviderButtonsProps {
  /** Where to go once signed in. */
  readonly next?: string;
  /** The invitation that is redeemed with the account there. */
  readonly invitation?: string;
  readonly verb?: string;
}

/** The ways to sign in that lead to somebody else's page; nothing where there are none. */
export function ProviderButtons({ next, invitation, verb = 'Sign in' }: ProviderButtonsProps) {
  const providers = useProviders();
  const start = useStartSignOn();
  if (providers.length === 0) return null;

  const leave = (provider: string) => {
    start.mutate(
      { provider, invitation },
      {
        onSuccess(address) {
          rememberPageAfterSignOn(next);
          window.location.assign(address);
        },
      },
    );
  };

  return (
    <div className={classes.providers}>
      {providers.map(({ key, name }) => (
        <Button
          key={key}
          className={classes.provider}
          onClick={() => leave(key)}
          // Until the browser has left: a second press would begin a second attempt.
          loading={(start.isPending || start.isSuccess) && start.variables.provider === key}
          disabled={start.isPending || start.isSuccess}
        >
          {verb} with {name}
        </Button>
      ))}
      {start.isError && <ProblemMessage error={start.error} />}
    </div>
  );
}
