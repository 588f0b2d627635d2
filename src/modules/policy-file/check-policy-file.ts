import { sha256 } from '../../platform/crypto/digest';
import { approvalChecks, approvedByPolicyChecks } from './checks/approvals';
import { draftOf, type Check } from './checks/draft';
import { coverageFindings } from './checks/coverage';
import { identityProviderChecks } from './checks/identity-providers';
import { entitlementChecks } from './checks/entitlements';
import { groupChecks } from './checks/groups';
import { peopleChecks } from './checks/people';
import { profileChecks } from './checks/profiles';
import { unknownReferences } from './checks/references';
import { repetitions } from './checks/repetitions';
import { slackWorkspaceChecks } from './checks/slack-workspaces';
import { settingsFindings, type ConnectorSettings } from './checks/settings';
import { inReadingOrder, type Finding, type PolicyFault } from './domain/fault';
import { decodePolicyFile } from './reading/decode';
import { findingsOf } from './reading/issue-findings';
import { parseYaml } from './reading/yaml-source';
import { policyFileSchema, type PolicyFile } from './schema/policy-file.schema';

export interface CheckedPolicyFile {
  readonly file: PolicyFile;
  /** SHA-256 of the bytes, hexadecimal: which file it was. */
  readonly digest: string;
}

/** With its bytes, for whoever has to keep exactly this file. */
export interface SoundPolicyFile extends CheckedPolicyFile {
  readonly bytes: Uint8Array;
}

export type PolicyFileCheck =
  | ({ readonly sound: true } & SoundPolicyFile)
  | { readonly sound: false; readonly faults: readonly PolicyFault[] };

const CHECKS: readonly Check[] = [
  unknownReferences,
  repetitions,
  peopleChecks,
  identityProviderChecks,
  slackWorkspaceChecks,
  groupChecks,
  entitlementChecks,
  profileChecks,
  approvalChecks,
  approvedByPolicyChecks,
];

/** Reads and checks the bytes of a policy file; every fault at once, each with its place and a sentence. */
export function checkPolicyFile(bytes: Uint8Array, connectors: ConnectorSettings): PolicyFileCheck {
  const decoded = decodePolicyFile(bytes);
  if ('fault' in decoded) return { sound: false, faults: [decoded.fault] };
  const parsed = parseYaml(decoded.text);
  if ('faults' in parsed) return { sound: false, faults: inReadingOrder(parsed.faults) };
  const { value, locate } = parsed.source;
  const read = policyFileSchema.safeParse(value);
  const findings = allFindings(value, read.success ? [] : findingsOf(read.error.issues, value), connectors);
  if (!read.success || findings.length > 0) {
    return { sound: false, faults: inReadingOrder(findings.map(locate)) };
  }
  return {
    sound: true,
    file: read.data,
    digest: sha256(bytes),
    bytes,
  };
}

function allFindings(
  value: unknown,
  schemaFindings: readonly Finding[],
  connectors: ConnectorSettings,
): Finding[] {
  const draft = draftOf(value);
  const findings = [
    ...schemaFindings,
    ...CHECKS.flatMap((check) => check(draft)),
    ...settingsFindings(draft, connectors),
  ];
  return [...findings, ...coverageFindings(draft, findings)];
}
