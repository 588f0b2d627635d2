import { countEffects, type Effect, type ListPreview } from '../modules/people';
import { inertText } from '../modules/policy';
import { counted } from './client/words';

const SIGNS: Readonly<Record<Effect, string>> = {
  joins: '+',
  'comes-back': '+',
  changes: '~',
  leaves: '-',
  stays: ' ',
};

/** For a terminal: everybody for whom something changes, each change on a line; or every fault with its place. */
export function previewReport({ people, faults, manyLeave }: ListPreview, done: boolean): string {
  if (faults.length > 0) {
    const lines = faults.map(({ line, column, message }) => `${placeOf(line, column)}${message}`);
    return (
      inertText([...lines, '', `${counted(faults.length, 'fault')}. Nothing has been changed.`].join('\n')) +
      '\n'
    );
  }
  const changed = people.filter(({ effect }) => effect !== 'stays');
  const words = changed.flatMap(({ effect, name, handle, words: said }) => [
    `${SIGNS[effect]} ${name} (${handle})`,
    ...said.map((sentence) => `    ${sentence}`),
  ]);
  const many =
    manyLeave && !done
      ? [
          `${manyLeave.leaving} of the ${manyLeave.of} people on the list would leave. If the file is whole, add --leaving ${manyLeave.leaving}.`,
        ]
      : [];
  const end =
    changed.length === 0
      ? 'Nothing to change.'
      : `${tally(people)} ${done ? 'Applied.' : 'Nothing has been changed yet.'}`;
  return `${[...words.map(inertLine), ...(words.length > 0 ? [''] : []), ...many, end].join('\n')}\n`;
}

export const previewData = ({ people, faults, manyLeave }: ListPreview, applied: boolean): object => ({
  applied,
  counts: countEffects(people),
  manyLeave: manyLeave ?? null,
  faults: faults.map(({ line, column, message }) => ({ line, column, message })),
  people: people.map(({ line, effect, handle, name, words }) => ({ line, effect, handle, name, words })),
});

/** Indented, and with nothing in it that a terminal would obey. */
const inertLine = (line: string): string => `${/^ */.exec(line)?.[0] ?? ''}${inertText(line)}`;

function placeOf(line: number | null, column: string | null): string {
  if (line === null) return '';
  return `Line ${line}${column === null ? '' : `, ${column}`}: `;
}

function tally(people: ListPreview['people']): string {
  const counts = countEffects(people);
  const parts = [
    `${counts.joins} join`,
    `${counts['comes-back']} come back`,
    `${counts.changes} change`,
    `${counts.leaves} leave`,
    `${counts.stays} stay as they are`,
  ];
  return `${counted(people.length, 'person', 'people')}: ${parts.join(', ')}.`;
}
