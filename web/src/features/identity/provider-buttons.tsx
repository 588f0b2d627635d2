import { Button } from '@mantine/core';
import { useProviders, useStartSignOn } from '../../api/queries/single-sign-on';
import { ProblemMessage } from '../../ui/problem-message';
import { rememberPageAfterSignOn } from './page-after-sign-on';
import classes from './provider-buttons.module.css';

interface ProviderButtonsProps {
  /** Where to go once signed in. */
  readonly next?: string;
}

/** The ways to sign in that lead to somebody else's page; nothing where there are none. */
export function ProviderButtons({ next }: ProviderButtonsProps) {
  const providers = useProviders();
  const start = useStartSignOn();
  if (providers.length === 0) return null;

  const leave = (provider: string) => {
    start.mutate(provider, {
      onSuccess(address) {
        rememberPageAfterSignOn(next);
        window.location.assign(address);
      },
    });
  };

  return (
    <div className={classes.providers}>
      <div className={classes.or} aria-hidden="true">
        or
      </div>
      {providers.map(({ key, name }) => (
        <Button
          key={key}
          onClick={() => leave(key)}
          // Until the browser has left: a second press would begin a second attempt.
          loading={(start.isPending || start.isSuccess) && start.variables === key}
          disabled={start.isPending || start.isSuccess}
        >
          Sign in with {name}
        </Button>
      ))}
      {start.isError && <ProblemMessage error={start.error} />}
    </div>
  );
}
