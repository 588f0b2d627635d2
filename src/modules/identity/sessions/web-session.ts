import type { SessionBasis } from '../domain/factor-rules';
import type { SessionState } from '../domain/session-rules';

/** What a session began with, as its row and the trail say it. */
export type FirstFactor = 'password' | 'single-sign-on' | 'passkey';

/** The session that a browser had before it signed in again. */
export interface PriorSession {
  readonly id: string;
  readonly personId: string;
  readonly state: Exclude<SessionState, 'over'>;
}

/** A session that is not over, with the person as the directory knows them at this moment. */
export interface WebSession {
  readonly id: string;
  readonly state: Exclude<SessionState, 'over'>;
  readonly personId: string;
  readonly name: string;
  readonly jobRoles: readonly string[];
  /** What a first second factor may be enrolled on in this session, besides the account itself. */
  readonly enrolmentBasis: SessionBasis | null;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  /** The hash that this request's token has. */
  readonly tokenHash: Buffer;
  /** A cookie needs a CSRF token, since a browser sends it along by itself; a header does not. */
  readonly carriedBy: 'cookie' | 'bearer';
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for full sessions and for those that still owe their second factor; `principal` for full ones only. */
    webSession?: WebSession;
  }
}
