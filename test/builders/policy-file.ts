import { checkPolicyFile } from '../../src/modules/policy-file/check-policy-file';
import type { ConnectorSettings } from '../../src/modules/policy-file/checks/settings';
import type { PolicyFault } from '../../src/modules/policy-file/domain/fault';
import type { PolicyFile } from '../../src/modules/policy-file/schema/policy-file.schema';
import { endsNothing, everyConnector } from '../../src/modules/connectors';
import { systemClock } from '../../src/kernel';

/** The real connectors; checking settings reaches no target. */
export const connectors: ConnectorSettings = everyConnector(systemClock, endsNothing);

/** A small sound file. Specs change a line of it and look at what is said, and where. */
export const SMALL_POLICY = `version: 1
organisation: { name: Test, dpoContact: dpo@test.example }
jobRoles:
  cto: { title: CTO }
  tech-lead: { title: tech lead }
  dpo: { title: data protection officer }
  engineer: { title: engineer }
prerequisites:
  training: { title: security training, remedy: Ask Ines. }
people:
  hugo: { name: Hugo, email: hugo@test.example, jobRoles: [cto] }
  lea:
    name: Léa
    email: lea@test.example
    jobRoles: [tech-lead]
    manager: hugo
    prerequisites: { training: 2025-03-03 }
  ines: { name: Ines, email: ines@test.example, jobRoles: [dpo] }
  milan: { name: Milan, email: milan@test.example, jobRoles: [engineer], manager: lea }
processingActivities:
  support:
    title: Support
    purpose: Helping customers.
    dataCategories: [Contact data]
    legalBasis: Contract
systems:
  customer-db:
    name: Customer database
    kind: postgres
    environment: production
    owners: [hugo]
    credential: env:TARGET_URL
entitlements:
  reader:
    system: customer-db
    name: Read customers
    description: Reads customers.
    personalData: true
    settings: { database: shop, memberOf: [customer_reader] }
  metrics:
    system: customer-db
    name: Read metrics
    description: Reads metrics.
    personalData: false
    settings: { database: shop, memberOf: [metrics_reader] }
accessProfiles:
  read:
    name: Read customers
    description: Look into a customer.
    allows: [Read customers]
    entitlements: [reader]
    personalData: true
    dataCategory: Contact data
    purpose: Finding faults.
    processingActivity: support
    eligibleJobRoles: [cto, tech-lead]
    duration: { default: 30m, maximum: 2h }
    approvals:
      - by:
          - otherOfCircle: true
          - jobRole: dpo
    prerequisites:
      - { kind: training, maxAge: 12 months }
  count:
    name: Count metrics
    description: Look at metrics.
    allows: [Read metrics]
    entitlements: [metrics]
    personalData: false
    dataCategory: Contact data
    purpose: Planning.
    processingActivity: support
    eligibleJobRoles: [engineer]
    duration: { default: 30m, maximum: 8h }
    approvals:
      - by: [{ managerOf: requester }]
`;

/** The small file with each `from` replaced by `to`; a `from` that is not there is a mistake of the spec. */
export function changed(...replacements: readonly (readonly [from: string, to: string])[]): string {
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The small policy has no “${from}”.`);
    return text.replace(from, to);
  }, SMALL_POLICY);
}

export const faultsOf = (text: string | Uint8Array): readonly PolicyFault[] => {
  const check = checkPolicyFile(typeof text === 'string' ? Buffer.from(text) : text, connectors);
  return check.sound ? [] : check.faults;
};

/** The file that a sound text holds. */
export function policyFileOf(text: string): PolicyFile {
  const check = checkPolicyFile(Buffer.from(text), connectors);
  if (!check.sound)
    throw new Error(check.faults.map(({ line, sentence }) => `${line}: ${sentence}`).join('\n'));
  return check.file;
}

/** Line and column (from 1) at which `needle` stands for the first time. */
export function placeOf(text: string, needle: string): { line: number; column: number } {
  const offset = text.indexOf(needle);
  if (offset < 0) throw new Error(`No “${needle}” in the text.`);
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
