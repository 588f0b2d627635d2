import type { AuditEventDetail } from '../../api/types';
import { Fact, Facts } from '../../ui/facts';
import { sentenceCase } from '../../ui/words';
import classes from './event-drawer.module.css';
import { valueWords } from './value-words';

/** `userAgent` as `User agent`: the exact name stands in the raw event. */
const nameOf = (key: string): string =>
  sentenceCase(key.replace(/(?<=[a-z])[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`));

/** What the event carries: open values, and personal ones as long as the key of their person exists. */
export function EventValues({ event }: { readonly event: AuditEventDetail }) {
  const open = Object.entries(event.data);
  const personal = Object.entries(event.personal);
  if (open.length + personal.length === 0) return null;
  return (
    <section aria-label="Values">
      <h3 className={classes.heading}>What it carries</h3>
      <Facts>
        {open.map(([name, value]) => (
          <Fact key={name} name={nameOf(name)}>
            {valueWords(value)}
          </Fact>
        ))}
        {personal.map(([name, { value, erased }]) => (
          <Fact key={name} name={nameOf(name)}>
            {erased ? <em>erased</em> : valueWords(value)}
            <div className={classes.detail}>
              {erased
                ? 'The key of this person was destroyed; the proof still holds.'
                : 'Personal: encrypted under the person’s own key.'}
            </div>
          </Fact>
        ))}
      </Facts>
    </section>
  );
}
