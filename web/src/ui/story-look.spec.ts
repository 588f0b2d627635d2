import { stepLook } from './story-look';

// The real icons would be compiled one by one, thousands of them; here only which one is meant matters.
jest.mock('@tabler/icons-react', () => new Proxy({}, { get: (_, name) => name }));

it.each([
  ['requests.submitted', 'neutral', 'IconMessageQuestion'],
  ['requests.approved', 'good', 'IconCheck'],
  ['requests.denied', 'neutral', 'IconBan'],
  ['grants.claimed', 'live', 'IconKey'],
  ['grants.returned', 'warn', 'IconPlayerStop'],
  ['grants.lease_proved', 'good', 'IconShieldCheck'],
  ['grants.lease_unconfirmed', 'warn', 'IconAlertTriangle'],
  ['something.new', 'neutral', 'IconPointFilled'],
])('%s looks %s', (kind, tone, icon) => {
  expect(stepLook(kind)).toEqual({ tone, icon });
});
