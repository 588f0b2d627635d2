import { lookOf, STATE_LOOKS } from './states';

jest.mock('@tabler/icons-react', () => new Proxy({}, { get: (_, name) => name }));

describe.each(Object.entries(STATE_LOOKS))('the states of a %s', (_, looks) => {
  it('can be told apart by their words alone, without any colour', () => {
    const words = Object.values(looks).map(({ word }) => word);
    expect(new Set(words).size).toBe(words.length);
  });
});

it('never shows an end as good before it is proved', () => {
  expect(STATE_LOOKS.grant.ending.tone).toBe('warn');
  expect(STATE_LOOKS.grant.unconfirmed.tone).toBe('warn');
  expect(STATE_LOOKS.grant.ended).toMatchObject({ tone: 'good', word: 'Proved ended' });
});

it('shows a state that it does not know in its own word, in no colour', () => {
  expect(lookOf('grant', 'frozen')).toMatchObject({ word: 'frozen', tone: 'neutral' });
});
