import { type SyntheticEvent, useState } from 'react';
import { Button, FileInput } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { usePreviewPolicyChange, useProposePolicyChange } from '../../api/queries/policy-changes';
import type { PolicyPreview } from '../../api/types';
import { Notice } from '../../ui/notice';
import { ProblemMessage } from '../../ui/problem-message';
import { ReadingRows } from '../../ui/reading';
import { Section } from '../../ui/section';
import { counted } from '../../ui/words';
import { ReasonField, useReason } from '../end-everything/reason-field';
import { Differences } from './differences';
import classes from './policy-file.module.css';

/** A changed policy file, what it would change in words, and why: in that order. */
export function ProposeForm({ onClose }: { readonly onClose: () => void }) {
  const [file, setFile] = useState<string>();
  const reason = useReason();
  const preview = usePreviewPolicyChange();
  const propose = useProposePolicyChange();
  const router = useRouter();

  const choose = (chosen: File | null) => {
    preview.reset();
    propose.reset();
    setFile(undefined);
    if (!chosen) return;
    void chosen.text().then((text) => {
      setFile(text);
      preview.mutate(text);
    });
  };

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (file === undefined || !reason.isReady()) return;
    const change = await propose.mutateAsync({ file, reason: reason.text }).catch(() => undefined);
    if (change) void router.navigate({ to: '/changes/$id', params: { id: change.id } });
  };

  const ready = preview.data !== undefined && preview.data.needs !== null;
  return (
    <Section title="Propose a change">
      <form onSubmit={(event) => void submit(event)} className={classes.form} noValidate>
        <FileInput
          label="The changed policy file"
          description="The whole sallyport.yaml, as it shall be. Nothing is kept before you propose it."
          placeholder="Choose a file"
          accept=".yaml,.yml,text/yaml"
          leftSection={<IconFileUpload size={18} aria-hidden />}
          clearable
          clearButtonProps={{ 'aria-label': 'Choose another file' }}
          onChange={choose}
        />
        {preview.isPending && <ReadingRows rows={2} lines={1} />}
        {preview.error && <ProblemMessage error={preview.error} />}
        {preview.data && <Preview preview={preview.data} />}
        {ready && (
          <ReasonField
            reason={reason}
            description="Read by whoever approves it. It stays in the audit trail."
          />
        )}
        {propose.error && <ProblemMessage error={propose.error} />}
        <div className={classes.actions}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" disabled={!ready} loading={propose.isPending}>
            Propose it
          </Button>
        </div>
      </form>
    </Section>
  );
}

const NEEDS: Readonly<Partial<Record<PolicyPreview['reach'], string>>> = {
  circle: 'This changes the personal-data circle.',
  'personal-data': 'This concerns personal data.',
};

function Preview({ preview }: { readonly preview: PolicyPreview }) {
  const { faults, changes, needs } = preview;
  if (faults.length > 0) {
    return (
      <Notice tone="bad" role="alert" title={`The file has ${counted(faults.length, 'fault')}.`}>
        <ul className={classes.faults}>
          {faults.map(({ line, column, path, sentence }) => (
            <li key={`${line}:${column}:${path}`}>
              Line {line}: {path !== '' && <code>{path}</code>} {sentence}
            </li>
          ))}
        </ul>
      </Notice>
    );
  }
  if (needs === null) {
    return (
      <Notice tone="neutral" role="status" title="This file changes nothing.">
        It says what the rules in force say already.
      </Notice>
    );
  }
  return (
    <>
      <div className={classes.difference}>
        <Differences changes={changes} />
      </div>
      <Notice
        tone={preview.overseen ? 'warn' : 'neutral'}
        role="status"
        title={NEEDS[preview.reach] ?? 'What it needs'}
      >
        {needs}
        {preview.overseen && ' Everybody of the circle is told, and it waits after the last approval.'}
      </Notice>
    </>
  );
}
