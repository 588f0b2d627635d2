import { inviteLabels } from './invite-labels';

it.each([
  [{ sendsMail: true, hasPassword: false, again: false }, 'Invite by e-mail', 'Make a link to hand over'],
  [
    { sendsMail: true, hasPassword: false, again: true },
    'Invite again by e-mail',
    'Make a new link to hand over',
  ],
  [
    { sendsMail: true, hasPassword: true, again: false },
    'Invite to link an account',
    'Make a link to hand over',
  ],
])('%j reads “%s” and “%s”', (standing, mail, handOver) => {
  expect(inviteLabels(standing)).toEqual({ mail, 'hand-over': handOver });
});

it('says what for on the only button where there is no mail', () => {
  const standing = { sendsMail: false, hasPassword: true, again: false };
  expect(inviteLabels(standing)['hand-over']).toBe('Invite to link an account');
  expect(inviteLabels({ ...standing, again: true })['hand-over']).toBe('Invite again to link an account');
  expect(inviteLabels({ ...standing, hasPassword: false })['hand-over']).toBe('Make a link to hand over');
});
