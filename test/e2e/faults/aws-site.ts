import type { Call } from '../../peers/aws/aws-peer';
import { type DemoStandIn, startDemoStandIn } from '../../peers/aws/demo-stand-in';
import type { Session } from '../../peers/aws/account';
import { keysShown, readObject, type PersonKeys } from '../../peers/aws/sample-client';
import type { BrokerProcess } from '../../support/broker-process';
import type { Json } from '../../support/person';
import { ask } from '../../support/postgres-client';
import { Installation, type ProcessOptions } from './installation';

const LOG = '/marelle-production-logs/checkout.log';
const INVOICE = '/marelle-invoices/2026/4711.json';

/** An installation whose AWS account outlives its processes, and can be watched and held up. */
export class AwsSite {
  private constructor(
    readonly site: Installation,
    private readonly standIn: DemoStandIn,
  ) {}

  static async make(): Promise<AwsSite> {
    const [site, standIn] = await Promise.all([Installation.make(), startDemoStandIn()]);
    return new AwsSite(site, standIn);
  }

  get peer() {
    return this.standIn.peer;
  }

  start(options: ProcessOptions = {}): Promise<BrokerProcess> {
    return this.site.start({ ...options, settings: { SALLYPORT_DEMO_AWS: this.standIn.credential } });
  }

  async remove(): Promise<void> {
    await this.site.remove();
    await this.peer.stop();
  }

  /** The sessions in leases' names that AWS has handed out, probes included; the broker's looks at the roles are not. */
  leasedSessions(): Session[] {
    return [...this.peer.account.sessions.values()].filter(({ name }) => name.startsWith('sp_'));
  }

  /** What AWS answers when these keys read what their role is for: `allowed`, or the policy that denies it. */
  async tries(keys: PersonKeys, role: string): Promise<string> {
    const { status, body } = await readObject(this.peer, keys, role.startsWith('invoice') ? INVOICE : LOG);
    if (status === 200) return 'allowed';
    return /explicit deny in an? ([\w-]+) policy/.exec(body)?.[1] ?? body;
  }

  triesAs({ key, role }: Session): Promise<string> {
    const keys = { accessKeyId: key.id, secretAccessKey: key.secret, sessionToken: key.token! };
    return this.tries(keys, role.name);
  }

  /** Each session with the lease of its name, as the database has it. */
  async explained(): Promise<{ session: Session; lease: Json }[]> {
    const leases = await ask(this.site.databaseUrl, 'SELECT * FROM lease');
    return this.leasedSessions().map((session) => ({
      session,
      lease: leases.find(({ target_name }) => target_name === session.name),
    }));
  }
}

/** The keys in the answer to a claim. */
export const keysIn = ({ formats }: Json): Required<PersonKeys> =>
  keysShown(formats.find(({ id }: Json) => id === 'credential-process').text);

export const issuesASession = ({ action, form }: Call): boolean =>
  action === 'AssumeRole' && form.has('Tags.member.1.Key') && form.get('RoleSessionName')!.startsWith('sp_');

export const writesDenials = ({ action, form }: Call): boolean =>
  action === 'PutRolePolicy' && form.get('PolicyName') === 'SallyportEndedSessions';
