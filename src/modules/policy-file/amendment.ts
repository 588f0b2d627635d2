import type { PolicyFile } from './schema/policy-file.schema';

/** Injection token, provided by the demonstration alone, whose dates must not grow old. */
export const AMEND_POLICY_FILE = Symbol('AmendPolicyFile');

export type AmendPolicyFile = (file: PolicyFile) => PolicyFile;

export const asItIs: AmendPolicyFile = (file) => file;
