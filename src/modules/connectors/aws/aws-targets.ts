import { createHash } from 'node:crypto';

import type { IAMClient } from '@aws-sdk/client-iam';
import type { STSClient } from '@aws-sdk/client-sts';
import { z } from 'zod';

import { TargetError, type TargetSystem } from '../connector';
import { loadSdk, type Sdk } from './sdk';
import { parseSettings, systemSettings } from './settings';

/** How long the broker waits for AWS, in milliseconds, and how often the SDK tries in that time. */
export interface AwsLimits {
  readonly connectWithin: number;
  /** For a call with all its tries. */
  readonly answerWithin: number;
  readonly tries: number;
}

export const DEFAULT_LIMITS: AwsLimits = { connectWithin: 3_000, answerWithin: 8_000, tries: 3 };

const keysJson = z.strictObject({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().min(1).optional(),
});
export type AwsKeys = z.output<typeof keysJson>;

/** What `credential` refers to. Keys of a stand-in say where they are good, so that they are never sent to AWS. */
const credentialJson = keysJson.extend({ endpoint: z.url({ protocol: /^https?$/ }).optional() });

/** One account as this process reaches it. */
export interface AwsTarget {
  readonly sdk: Sdk;
  readonly sts: STSClient;
  readonly iam: IAMClient;
  /** Where console links are made; undefined where AWS's own sign-in service makes them. */
  readonly signIn: string | undefined;
  readonly answerWithin: number;
}

/** The clients of one account, kept: a new client for each call halves the calls there are in a second. */
export class AwsTargets {
  private readonly kept = new Map<string, { readonly target: AwsTarget; readonly madeFrom: string }>();

  constructor(private readonly limits: AwsLimits = DEFAULT_LIMITS) {}

  async of(system: TargetSystem): Promise<AwsTarget> {
    const sdk = await loadSdk();
    const madeFrom = digestOf(system);
    const known = this.kept.get(system.id);
    if (known?.madeFrom === madeFrom) return known.target;
    if (known) destroy(known.target);
    const target = this.make(sdk, system);
    this.kept.set(system.id, { target, madeFrom });
    return target;
  }

  /** Clients with other keys at the same account, for one question; the caller destroys what it made. */
  async withKeys(system: TargetSystem, keys: AwsKeys): Promise<AwsTarget> {
    return this.make(await loadSdk(), system, keys);
  }

  close(): void {
    for (const { target } of this.kept.values()) destroy(target);
    this.kept.clear();
  }

  private make(sdk: Sdk, system: TargetSystem, others?: AwsKeys): AwsTarget {
    const { region, endpoints } = parseSettings(systemSettings, system.settings, system.name);
    const { endpoint, keys: own } = credentialOf(system);
    const keys = others ?? own;
    const {
      sts = endpoint,
      iam = endpoint,
      signIn = endpoint && new URL('/federation', endpoint).href,
    } = endpoints;
    const { connectWithin, answerWithin, tries } = this.limits;
    const common = {
      region,
      maxAttempts: tries,
      requestHandler: {
        connectionTimeout: connectWithin,
        requestTimeout: answerWithin,
        throwOnRequestTimeout: true,
      },
      ...(keys && { credentials: keys }),
    };
    return {
      sdk,
      answerWithin,
      sts: new sdk.sts.STSClient({ ...common, ...(sts && { endpoint: sts }) }),
      iam: new sdk.iam.IAMClient({ ...common, ...(iam && { endpoint: iam }) }),
      signIn,
    };
  }
}

export function destroy({ sts, iam }: AwsTarget): void {
  sts.destroy();
  iam.destroy();
}

/** A changed credential or setting makes new clients; only their digest is kept. */
const digestOf = ({ credential, settings }: TargetSystem): string =>
  createHash('sha256')
    .update(JSON.stringify([credential.reveal(), settings]))
    .digest('hex');

interface BrokerCredential {
  /** Undefined where the SDK shall look for itself. */
  readonly keys?: AwsKeys;
  readonly endpoint?: string | undefined;
}

/** The text is never repeated: it is the secret. */
function credentialOf({ credential, name }: TargetSystem): BrokerCredential {
  const text = credential.reveal();
  if (text === '') return {};
  try {
    const { endpoint, ...keys } = credentialJson.parse(JSON.parse(text));
    return { keys, endpoint };
  } catch {
    throw new TargetError(
      'refused',
      `The credential of ${name} is not JSON of the form {"accessKeyId": …, "secretAccessKey": …}.`,
    );
  }
}
