export type Delivery = 'mail' | 'hand-over';

interface Standing {
  readonly sendsMail: boolean;
  readonly hasPassword: boolean;
  /** An invitation is open; another one voids it. */
  readonly again: boolean;
}

/** What the buttons say. The first way on offer names the purpose; the second one only how it differs. */
export function inviteLabels({
  sendsMail,
  hasPassword,
  again,
}: Standing): Readonly<Record<Delivery, string>> {
  const verb = again ? 'Invite again' : 'Invite';
  const purpose = hasPassword ? ' to link an account' : '';
  const link = again ? 'Make a new link to hand over' : 'Make a link to hand over';
  return {
    mail: `${verb}${purpose || ' by e-mail'}`,
    'hand-over': hasPassword && !sendsMail ? `${verb}${purpose}` : link,
  };
}
