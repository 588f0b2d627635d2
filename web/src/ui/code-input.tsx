import { useId, type Ref } from 'react';
import classes from './code-input.module.css';
import { CODE_LENGTH, digitsOf } from './one-time-code';

interface CodeInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (code: string) => void;
  readonly error?: string;
  readonly disabled?: boolean;
  /** Where the focus goes when the dialog around it opens. */
  readonly focusFirst?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
}

const PLACES = Array.from({ length: CODE_LENGTH }, (_, place) => place);

/** One input over six drawn places: a screen reader and a password manager meet a single field. */
export function CodeInput({
  label,
  value,
  onChange,
  error,
  disabled,
  focusFirst = false,
  ref,
}: CodeInputProps) {
  const id = useId();
  const errorId = `${id}-error`;
  return (
    <div>
      <label htmlFor={id} className={classes.label}>
        {label}
      </label>
      <div className={classes.field} data-invalid={error !== undefined || undefined}>
        <div className={classes.places} aria-hidden>
          {PLACES.map((place) => (
            <span key={place} className={classes.place} data-next={place === value.length || undefined}>
              {value[place] ?? ''}
            </span>
          ))}
        </div>
        <input
          ref={ref}
          id={id}
          className={classes.input}
          value={value}
          onChange={(event) => onChange(digitsOf(event.currentTarget.value))}
          inputMode="numeric"
          autoComplete="one-time-code"
          aria-invalid={error !== undefined}
          aria-describedby={error === undefined ? undefined : errorId}
          disabled={disabled}
          spellCheck={false}
          data-autofocus={focusFirst || undefined}
        />
      </div>
      {error !== undefined && (
        <p id={errorId} className={classes.error} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
