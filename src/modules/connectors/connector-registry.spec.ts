import { systemClock } from '../../kernel';
import { endsNothing, everyConnector } from './every-connector';

describe('ConnectorRegistry', () => {
  const registry = everyConnector(systemClock, endsNothing);

  it('finds the connector of a kind', () => {
    expect(registry.kinds).toEqual(['postgres', 'aws']);
    for (const kind of registry.kinds) expect(registry.of(kind).kind).toBe(kind);
  });

  it('refuses a kind that nobody serves', () => {
    expect(() => registry.of('abacus')).toThrow('No connector serves systems of kind "abacus".');
  });
});
