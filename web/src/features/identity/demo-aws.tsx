import { useDemoPlaces } from '../../api/queries/demo';
import { CopyButton } from '../../ui/copy-button';
import { Section } from '../../ui/section';
import { TextBox } from '../../ui/text-box';
import classes from './demo-page.module.css';

const READABLE = [
  { with: 'Production logs, read only', path: 'marelle-production-logs/invoice-service.log' },
  { with: 'Invoice archive, read only', path: 'marelle-invoices/2026/4711.json' },
];

/** How to try the keys of a session. Nothing is shown where the account is not the demonstration's own. */
export function DemoAws() {
  const endpoint = useDemoPlaces().data?.awsEndpoint;
  if (!endpoint) return null;
  return (
    <Section title="The AWS account">
      <p className={classes.para}>
        A stand-in answers at <code>{endpoint}</code>. Take keys as environment variables, paste them into a
        terminal, and ask it for something; ask again after the end. It forgets its sessions when Sallyport
        stops.
      </p>
      {READABLE.map(({ with: profile, path }) => (
        <div key={path} className={classes.command}>
          <div className={classes.commandHead}>
            With “{profile}”
            <CopyButton text={reading(endpoint, path)} what={`the command for “${profile}”`} />
          </div>
          <TextBox className={classes.commandText} aria-label={`Command for “${profile}”`}>
            {reading(endpoint, path)}
          </TextBox>
        </div>
      ))}
    </Section>
  );
}

/** curl signs by itself (7.75 and newer), so that no AWS client is needed. */
const reading = (endpoint: string, path: string): string =>
  [
    'curl --aws-sigv4 aws:amz:eu-west-3:s3 --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
    '-H "x-amz-security-token: $AWS_SESSION_TOKEN"',
    new URL(path, endpoint).href,
  ].join(' \\\n  ');
