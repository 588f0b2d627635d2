import type { ListPreview } from '../../../api/types';
import { Notice } from '../../../ui/notice';
import { Section } from '../../../ui/section';
import { counted } from '../../../ui/words';
import classes from './import.module.css';

/** Every fault with its place. With a single one nothing can be applied. */
export function ListFaults({ preview: { faults, faultCount } }: { readonly preview: ListPreview }) {
  return (
    <>
      <Notice tone="bad" role="alert" title={`${counted(faultCount, 'fault')}, so nothing is changed.`}>
        Correct them in the file and choose it again.
      </Notice>
      <Section title="What is wrong" frame="list">
        <ol className={classes.faults}>
          {faults.map(({ line, column, message }, place) => (
            <li key={place}>
              <span className={classes.place}>
                {line === null ? 'The file' : `Line ${line}`}
                {column !== null && column !== '' && `, ${column}`}
              </span>
              <span>{message}</span>
            </li>
          ))}
        </ol>
        {faultCount > faults.length && (
          <p className={classes.more}>And {counted(faultCount - faults.length, 'more', 'more')}.</p>
        )}
      </Section>
    </>
  );
}
