import type * as Iam from '@aws-sdk/client-iam';
import type * as Sts from '@aws-sdk/client-sts';

import { quietAwsSdk } from '../../../platform/config/environment';

export interface Sdk {
  readonly iam: typeof Iam;
  readonly sts: typeof Sts;
}

let loading: Promise<Sdk> | undefined;

/** Loads the SDK when the first AWS system is used: 15 MB and half a second that nobody else shall pay for. */
export function loadSdk(): Promise<Sdk> {
  quietAwsSdk();
  loading ??= Promise.all([import('@aws-sdk/client-iam'), import('@aws-sdk/client-sts')]).then(
    ([iam, sts]) => ({
      iam,
      sts,
    }),
  );
  return loading;
}
