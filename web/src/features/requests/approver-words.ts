import { inWords } from '../../ui/words';

interface NamedApprover {
  readonly name: string;
}

const FEW = ['no one', 'one', 'two', 'three', 'four'];

/** `Anne`, `Anne or Bo`, `two of Anne, Bo or Cleo`: whose decision a request waits for. */
export function approverWords(approvers: readonly NamedApprover[], needed: number): string {
  const names = approvers.map(({ name }) => name);
  if (names.length === 0) return 'nobody: no approver is available';
  if (needed >= names.length) return inWords(names, 'and');
  if (needed === 1) return inWords(names, 'or');
  return `${FEW[needed] ?? String(needed)} of ${inWords(names, 'or')}`;
}

interface Asked extends NamedApprover {
  readonly because: string;
}

/** Why somebody was asked, said to them: the sentence on record begins with their name. */
export function becauseToYou({ name, because }: Asked): string {
  const rest = because.startsWith(`${name} `) ? because.slice(name.length + 1) : undefined;
  if (rest === undefined) return because;
  return `You ${rest.replace(/^stands in/, 'stand in')}`;
}
