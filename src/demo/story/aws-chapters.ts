import { setTimeout as delay } from 'node:timers/promises';
import { claim, deadlineOf, granted, untilEnded } from './access';
import { AwsClient } from './aws-client';
import type { Cast } from './cast';
import type { StoryPerson } from './story-person';
import type { Transcript } from './transcript';
import type { StoryGrant } from './views';

const PROFILE = 'production-diagnostics';
/** Long enough for what else happens before Sallyport is stopped, and short enough to wait for. */
const LEFT_ALONE_SECONDS = 75;
const SECOND = 1_000;

export interface AwsSession {
  readonly grant: StoryGrant;
  readonly client: AwsClient;
}

/** Sessions at the AWS account, which a stand-in plays in a process of its own. */
export class AwsChapters {
  constructor(
    private readonly cast: Cast,
    private readonly endpoint: string,
    private readonly tell: Transcript,
  ) {}

  /** Two sessions of one role: the first is left alone, the second ended early. Answers the first with its deadline. */
  async twoSessions(): Promise<AwsSession & { readonly expiresAt: string }> {
    const { milan, tomasz, lea, hugo } = this.cast;
    const leftAlone = await this.session(milan, tomasz, LEFT_ALONE_SECONDS);
    const expiresAt = await deadlineOf(milan, leftAlone.grant);
    this.tell.held(
      'Milan is granted “Production logs, read only” by his manager, and AWS’s own client reads a role',
      (await leftAlone.client.refusal()) === undefined,
      `until ${expiresAt}`,
    );
    this.tell.refused(
      'It gives that role more rights.',
      await leftAlone.client.refusalToWrite(),
      /no identity-based policy allows/,
    );
    await this.endedEarly(await this.session(lea, hugo, 600));
    this.tell.held(
      'Milan’s session of the same role goes on',
      (await leftAlone.client.refusal()) === undefined,
    );
    return { ...leftAlone, expiresAt };
  }

  /** Nobody of ours is there any more: what refuses is the policy that the session carries. */
  async overByItself({ client, expiresAt }: AwsSession & { readonly expiresAt: string }): Promise<void> {
    const end = Date.parse(expiresAt);
    const works = (await client.refusal()) === undefined;
    const left = Math.round((end - Date.now()) / SECOND);
    this.tell.held('Milan’s session at AWS still works', works, `${left} s are left of it`);
    await delay(end + SECOND - Date.now());
    this.tell.refused(
      'One second after its end it reads the role again.',
      await client.refusal(),
      /explicit deny in a session policy/,
    );
    client.close();
  }

  private async endedEarly({ grant, client }: AwsSession): Promise<void> {
    const { lea } = this.cast;
    this.tell.held('So is Léa, by Hugo, and hers works too', (await client.refusal()) === undefined);
    await lea.must(`/grants/${grant.id}/end`, { method: 'POST', body: {} });
    const proof = (await untilEnded(lea, grant.id)).leases.at(0)?.proof;
    this.tell.held(
      'Léa is done, and the broker reads the role’s policy back',
      proof !== null && proof !== undefined,
      `${proof?.summary} (read at ${proof?.readAt})`,
    );
    this.tell.refused(
      'The same keys read the role again.',
      await client.refusal(),
      /explicit deny in an identity-based policy/,
    );
    client.close();
  }

  private async session(asker: StoryPerson, approver: StoryPerson, seconds: number): Promise<AwsSession> {
    const grant = await granted(asker, approver, PROFILE, seconds);
    const keys = await claim(asker, grant, 'credential-process');
    return { grant, client: new AwsClient(keys, this.endpoint) };
  }
}
