import type { Ref } from 'react';
import { Button, TextInput } from '@mantine/core';
import type { FactorKind } from '../api/types';
import { CodeInput } from './code-input';
import classes from './factor-fields.module.css';
import type { FactorProofState } from './use-factor-proof';

interface FactorFieldsProps {
  readonly proof: FactorProofState;
  readonly codeLabel: string;
  readonly focusFirst?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
}

const INSTEAD: Readonly<Record<FactorKind, string>> = {
  passkey: 'Use a passkey instead',
  totp: 'Use a code from your authenticator instead',
  'recovery-code': 'Use a recovery code instead',
};

/** One second factor, and the way to the others that the person has. The form around it has the button. */
export const FactorFields = ({ proof, codeLabel, focusFirst = false, ref }: FactorFieldsProps) => (
  <div className={classes.fields}>
    {proof.method === 'passkey' && (
      <p className={classes.hint}>
        Your browser asks for your passkey next: your fingerprint, face, PIN or security key.
      </p>
    )}
    {proof.method === 'totp' && (
      <CodeInput
        ref={ref}
        label={codeLabel}
        focusFirst={focusFirst}
        value={proof.typed}
        onChange={proof.type}
        error={proof.fault}
      />
    )}
    {proof.method === 'recovery-code' && (
      <TextInput
        ref={ref}
        label="Recovery code"
        description="One of the ten that you kept when you enrolled. Each is good once."
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        data-autofocus={focusFirst || undefined}
        value={proof.typed}
        onChange={(event) => proof.type(event.currentTarget.value)}
        error={proof.fault}
      />
    )}
    {proof.others.length > 0 && (
      <div className={classes.others}>
        {proof.others.map((kind) => (
          <Button key={kind} variant="subtle" size="compact-sm" onClick={() => proof.choose(kind)}>
            {INSTEAD[kind]}
          </Button>
        ))}
      </div>
    )}
  </div>
);
