import { invalid } from '../../kernel';
import type { Connector } from './connector';

/** The connectors of this installation, by the kind of system they serve. */
export class ConnectorRegistry {
  private readonly byKind: ReadonlyMap<string, Connector>;

  constructor(connectors: readonly Connector[]) {
    this.byKind = new Map(connectors.map((connector) => [connector.kind, connector]));
  }

  get kinds(): string[] {
    return [...this.byKind.keys()];
  }

  /** Throws `invalid` when no connector serves that kind. */
  of(kind: string): Connector {
    const connector = this.byKind.get(kind);
    if (connector) return connector;
    throw invalid('connectors.unknown_kind', `No connector serves systems of kind "${kind}".`, {
      kinds: this.kinds,
    });
  }

  /** Closes what each connector keeps open to its targets. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.byKind.values()].map((connector) => connector.close()));
  }
}
