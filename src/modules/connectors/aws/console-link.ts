import { z } from 'zod';

import { TargetError } from '../connector';
import type { AwsKeys, AwsTarget } from './aws-targets';
import type { Partition, SystemSettings } from './settings';

const SIGN_IN: Readonly<Record<Partition, string>> = {
  aws: 'https://signin.aws.amazon.com/federation',
  'aws-cn': 'https://signin.amazonaws.cn/federation',
  'aws-us-gov': 'https://signin.amazonaws-us-gov.com/federation',
};
const CONSOLE: Readonly<Record<Partition, string>> = {
  aws: 'https://console.aws.amazon.com/',
  'aws-cn': 'https://console.amazonaws.cn/',
  'aws-us-gov': 'https://console.amazonaws-us-gov.com/',
};

const tokenAnswer = z.looseObject({ SigninToken: z.string().min(1) });

/**
 * A link that opens the console with the session, by AWS's federation endpoint. AWS lets it be opened for 15 minutes.
 * The keys travel in the query of a request of ours, as AWS wants it; nothing of it is repeated in a failure.
 */
export async function consoleLink(
  { signIn, answerWithin }: Pick<AwsTarget, 'signIn' | 'answerWithin'>,
  { partition, region }: SystemSettings,
  { accessKeyId, secretAccessKey, sessionToken }: AwsKeys,
): Promise<string> {
  const address = signIn ?? SIGN_IN[partition];
  const session = { sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken };
  const query = new URLSearchParams({ Action: 'getSigninToken', Session: JSON.stringify(session) });
  const login = new URLSearchParams({
    Action: 'login',
    Issuer: 'Sallyport',
    Destination: `${CONSOLE[partition]}console/home?region=${region}`,
    SigninToken: await signInToken(`${address}?${query.toString()}`, answerWithin),
  });
  return `${address}?${login.toString()}`;
}

async function signInToken(url: string, answerWithin: number): Promise<string> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(answerWithin), redirect: 'error' });
    if (!answer.ok)
      throw new TargetError('refused', `AWS's sign-in service made no console link (${answer.status}).`);
    return tokenAnswer.parse(await answer.json()).SigninToken;
  } catch (error) {
    if (error instanceof TargetError) throw error;
    throw new TargetError(
      'unreachable',
      "AWS's sign-in service did not answer, so that there is no console link.",
    );
  }
}
