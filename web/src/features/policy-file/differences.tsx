import { VisuallyHidden } from '@mantine/core';
import type { PolicyDifference } from '../../api/types';
import { headingOf } from './change-words';
import classes from './policy-file.module.css';
import { ReachMark } from './reach-mark';

const SIGNS = {
  add: { sign: '+', word: 'New: ' },
  change: { sign: '~', word: 'Changed: ' },
  remove: { sign: '−', word: 'Gone: ' },
} as const;

/** The difference between two policy files in words, under the headings of the file. */
export function Differences({ changes }: { readonly changes: readonly PolicyDifference[] }) {
  const areas = [...new Set(changes.map(({ area }) => area))];
  return areas.map((area) => (
    <div key={area} className={classes.area}>
      <h3 className={classes.heading}>{headingOf(area)}</h3>
      <ul className={classes.sentences}>
        {changes
          .filter((change) => change.area === area)
          .map(({ kind, sentence, reach }, index) => (
            <li key={index} className={classes.sentence} data-kind={kind}>
              <span aria-hidden className={classes.sign}>
                {SIGNS[kind].sign}
              </span>
              <VisuallyHidden>{SIGNS[kind].word}</VisuallyHidden>
              <span>
                {sentence} <ReachMark reach={reach} />
              </span>
            </li>
          ))}
      </ul>
    </div>
  ));
}
