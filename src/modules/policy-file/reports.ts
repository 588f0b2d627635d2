import { inertText } from '../policy';
import type { PolicyFault } from './domain/fault';
import { faultLine } from './load-policy-file';
import { AREAS, type Area, type Change } from './plan/change';

const HEADINGS: Readonly<Partial<Record<string, string>>> & Readonly<Record<Area, string>> = {
  organisation: 'Organisation',
  'rule-changes': 'Changes of these rules',
  'job-role': 'Job roles',
  group: 'Groups of the provisioning system',
  person: 'People',
  'identity-provider': 'Identity providers',
  'slack-workspace': 'Slack workspaces',
  'processing-activity': 'Processing activities',
  system: 'Systems',
  entitlement: 'Entitlements',
  'access-profile': 'Access profiles',
};

/** As a newer Sallyport may tell it, too: areas that are not known here stand at the end under their own word. */
type ToldChange = Pick<Change, 'kind' | 'sentence'> & { readonly area: string };

const SIGNS = { add: '+', change: '~', remove: '-' } as const;

/** Faults for a terminal. A key of the file may hold anything, an escape sequence too, so the text is made inert. */
export const faultReport = (file: string, faults: readonly PolicyFault[]): string =>
  [
    ...faults.map((fault) => inertText(faultLine(file, fault))),
    '',
    `${amount(faults.length, 'fault')}.`,
  ].join('\n');

/** Changes for a terminal, one a line under the heading of their area, and how many there are of each kind. */
export function changeReport(changes: readonly ToldChange[]): string {
  const known: readonly string[] = AREAS;
  const areas = [...new Set([...known, ...changes.map(({ area }) => area)])].flatMap((area) => {
    const lines = changes.filter((change) => change.area === area);
    if (lines.length === 0) return [];
    return [HEADINGS[area] ?? area, ...lines.map(({ kind, sentence }) => `  ${SIGNS[kind]} ${sentence}`), ''];
  });
  return [...areas, tally(changes)].join('\n');
}

function tally(changes: readonly ToldChange[]): string {
  const count = (wanted: Change['kind']): number => changes.filter(({ kind }) => kind === wanted).length;
  const parts = `${count('add')} to add, ${count('change')} to change, ${count('remove')} to remove`;
  return `${amount(changes.length, 'change')}: ${parts}.`;
}

export const amount = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
