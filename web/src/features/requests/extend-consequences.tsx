import { IconHourglass, IconKey, IconUsers } from '@tabler/icons-react';
import type { Grant, Profile } from '../../api/types';
import { inWords } from '../../ui/words';
import { approverWords } from './approver-words';
import { Consequence, Consequences } from './consequences';

interface ExtendConsequencesProps {
  readonly grant: Grant;
  readonly profile: Profile;
}

/** Who is asked, what holds until they answer, and what becomes of the log-in in use. */
export function ExtendConsequences({ grant, profile }: ExtendConsequencesProps) {
  const { candidates, needed } = profile.approvals;
  return (
    <Consequences>
      <Consequence icon={IconUsers}>
        <strong>{approverWords(candidates, needed)}</strong> will be asked, as for the access itself.
      </Consequence>
      <Consequence icon={IconHourglass}>
        Until it is approved the end stays as it is. Without an answer by then, it ends as planned.
      </Consequence>
      <Consequence icon={IconKey}>
        <LogInWords grant={grant} />
      </Consequence>
    </Consequences>
  );
}

function LogInWords({ grant }: { readonly grant: Grant }) {
  const fixed = grant.profile.entitlements.filter(({ extendable }) => !extendable);
  if (fixed.length === 0)
    return <>Your log-in and its open connections go on. Nothing has to be taken anew.</>;
  const systems = inWords([...new Set(fixed.map(({ system }) => system))], 'and');
  return (
    <>
      A log-in at {systems} carries its own end and cannot be extended: once this is approved, take a new one
      for the time that is added.
    </>
  );
}
