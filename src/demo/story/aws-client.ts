import { z } from 'zod';
import { GetRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { quietAwsSdk } from '../../platform/config/environment';

const keysView = z.looseObject({
  AccessKeyId: z.string(),
  SecretAccessKey: z.string(),
  SessionToken: z.string(),
});

/** Whose rights an engineer looks up. */
const LOOKED_AT = 'invoice-service';

/** AWS's own client, with the keys that a person was shown once. */
export class AwsClient {
  private readonly iam: IAMClient;

  constructor(credentialProcess: string, endpoint: string) {
    quietAwsSdk();
    const { AccessKeyId, SecretAccessKey, SessionToken } = keysView.parse(JSON.parse(credentialProcess));
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    this.iam = new IAMClient({ region: 'eu-west-3', endpoint, credentials, maxAttempts: 1 });
  }

  /** Why AWS refused to show the role; undefined when it was shown. */
  async refusal(): Promise<string | undefined> {
    return refusalOf(this.iam.send(new GetRoleCommand({ RoleName: LOOKED_AT })));
  }

  /** Why AWS refused to give the role a new right. */
  async refusalToWrite(): Promise<string | undefined> {
    const statement = { Effect: 'Allow', Action: '*', Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statement });
    const everything = { RoleName: LOOKED_AT, PolicyName: 'everything', PolicyDocument };
    return refusalOf(this.iam.send(new PutRolePolicyCommand(everything)));
  }

  close(): void {
    this.iam.destroy();
  }
}

const refusalOf = (asked: Promise<unknown>): Promise<string | undefined> =>
  asked.then(
    () => undefined,
    (error: unknown) => (error as Error).message,
  );
