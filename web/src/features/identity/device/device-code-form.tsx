import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { Section } from '../../../ui/section';
import classes from './device.module.css';

/** Eight letters, however they are typed; whether one waits under them, the broker says. */
const couldBeCode = (typed: string): boolean => /^(?:[\s-]*\p{L}){8}[\s-]*$/u.test(typed);

export function DeviceCodeForm({ onTyped }: { readonly onTyped: (code: string) => void }) {
  const [typed, setTyped] = useState('');
  const [incomplete, setIncomplete] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  // Nothing else can be done here.
  useEffect(() => input.current?.focus(), []);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setIncomplete(!couldBeCode(typed));
    if (couldBeCode(typed)) onTyped(typed.trim().toUpperCase());
    else input.current?.focus();
  };

  return (
    <Section title="Which one?">
      <form onSubmit={submit} className={classes.form} noValidate>
        <TextInput
          ref={input}
          label="Code that your terminal shows"
          description="Eight letters. “sallyport login” prints them."
          placeholder="BCDF-GHJK"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={32}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setIncomplete(false);
          }}
          error={incomplete ? 'Type all eight letters.' : undefined}
        />
        <div>
          <Button type="submit" variant="filled">
            Continue
          </Button>
        </div>
      </form>
    </Section>
  );
}
