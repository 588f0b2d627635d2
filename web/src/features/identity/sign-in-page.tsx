import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useDemoPeople } from '../../api/queries/demo';
import { useSession } from '../../api/queries/session';
import { safeNext } from './safe-next';
import { BareCard } from './bare-card';
import { type Prefill, SignInSteps } from './sign-in-steps';

const route = getRouteApi('/sign-in');

/** In demo mode `?as=` names a demo person whose published password and code fill the form. */
function useDemoPrefill(as: string | undefined, demo: boolean): { ready: boolean; prefill?: Prefill } {
  const wanted = demo && as !== undefined;
  const people = useDemoPeople(wanted);
  if (!wanted) return { ready: true };
  return { ready: !people.isPending, prefill: people.data?.items.find(({ handle }) => handle === as) };
}

export function SignInPage() {
  const session = useSession();
  const { next, as } = route.useSearch();
  const router = useRouter();
  const { ready, prefill } = useDemoPrefill(as, session.demo);

  return (
    <BareCard
      title="Sallyport"
      tab="Sign in"
      lead="Access that is asked for, approved, and ends"
      below={
        session.demo ? (
          <>
            This is a demonstration. <Link to="/demo">Demo people and their codes</Link>
          </>
        ) : undefined
      }
    >
      {ready && (
        <SignInSteps
          begun={session}
          onSignedIn={() => router.history.replace(safeNext(next))}
          prefill={prefill}
          next={next}
        />
      )}
    </BareCard>
  );
}
