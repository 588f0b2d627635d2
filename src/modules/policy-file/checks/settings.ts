import { DomainError } from '../../../kernel';
import type { Finding, Path } from '../domain/fault';
import { finding, type Draft } from './draft';

/** What the connectors say about settings; each method throws a DomainError with a sentence. */
export interface ConnectorSettings {
  of(kind: string): {
    checkSystemSettings(settings: unknown): void;
    checkEntitlementSettings(settings: unknown): void;
  };
}

/** The connector has the last word on settings: it knows rules that no schema of ours repeats. */
export function settingsFindings({ sections }: Draft, connectors: ConnectorSettings): Finding[] {
  const systems = [...sections.systems].flatMap(([name, { kind, settings }]) =>
    refusal(['systems', name, 'settings'], () => connectors.of(kind).checkSystemSettings(settings)),
  );
  const entitlements = [...sections.entitlements].flatMap(([name, { system, settings }]) => {
    const kind = sections.systems.get(system)?.kind;
    if (kind === undefined) return [];
    return refusal(['entitlements', name, 'settings'], () =>
      connectors.of(kind).checkEntitlementSettings(settings),
    );
  });
  return [...systems, ...entitlements];
}

function refusal(path: Path, check: () => void): Finding[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return [finding(path, 'settings', error.detail, 'key')];
  }
}
