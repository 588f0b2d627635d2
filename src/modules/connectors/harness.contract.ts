import type { Connector, IssuedCredential, LeaseTarget, TargetSystem } from './connector';

/** A connector and a real target behind a network that can be told to misbehave. */
export interface ConnectorHarness {
  readonly connector: Connector;
  readonly system: TargetSystem;
  /** The same target, reached with a credential that may log in and do nothing else. */
  readonly powerless: TargetSystem;
  /** Settings that must be refused, of a system and of an entitlement. */
  readonly wrongSettings: { readonly system: unknown; readonly entitlement: unknown };
  /** Secrets of the broker's own that must never come out. */
  readonly brokerSecrets: readonly string[];
  /** A lease that nobody issued yet. */
  lease(): LeaseTarget;
  /** Tries the credential at the target, as the person would. */
  works(credential: IssuedCredential): Promise<boolean>;
  readonly network: {
    /** The target refuses connections, until the promise's function is called. */
    down(): Promise<() => Promise<void>>;
    /** The target accepts and never answers, until the function is called. */
    hanging(): () => void;
    /** The target answers, late. */
    slow(): () => void;
    /** The target does what `call` asks of it, and the answer is lost on the way. */
    losesAnswerOf(call: 'issue' | 'revoke'): () => void;
  };
  /** Milliseconds in which a call at a hanging target must have failed. */
  readonly patience: number;
  stop(): Promise<void>;
}
