import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { asProblem } from '../../../api/problem';
import { useOwnPassword } from '../../../api/queries/password';
import { Fact, Facts } from '../../../ui/facts';
import { ProblemMessage } from '../../../ui/problem-message';
import { ReadingRows } from '../../../ui/reading';
import { RelativeTime } from '../../../ui/relative-time';
import { Section } from '../../../ui/section';

/** Not there for whoever signs in without a password. */
export function PasswordSection() {
  const { data, error, refetch } = useOwnPassword();
  if (error && asProblem(error).code === 'identity.no_password') return null;
  return (
    <Section
      title="Password"
      aside={
        <Button size="xs" renderRoot={(props) => <Link to="/change-password" {...props} />}>
          Change the password
        </Button>
      }
    >
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ReadingRows rows={1} lines={2} />}
      {data && (
        <Facts>
          <Fact name="Chosen">
            <RelativeTime at={data.changedAt} />
          </Fact>
          <Fact name="Good until">
            {data.endsAt === null ? 'You change it' : <RelativeTime at={data.endsAt} />}
          </Fact>
        </Facts>
      )}
    </Section>
  );
}
