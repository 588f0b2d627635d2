import passport from 'passport';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A Passport strategy as this house writes them: an answer, a refusal thrown, or null for nobody. */
export interface RequestStrategy<T> {
  validate(request: FastifyRequest): Promise<T | null>;
}

/**
 * Runs one request through one Passport strategy; undefined when it recognises nobody. The strategy is handed over
 * instead of named: names live in a registry that the whole process shares, so two brokers in one process (a test of a
 * race between them) would answer with each other's strategies.
 */
export function authenticateWith<T>(
  strategy: RequestStrategy<T>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null, found?: T | false | null): void => {
      if (error) reject(error);
      else resolve(found || undefined);
    };
    // Passport hangs each request's outcome on the strategy, hence an object of its own for each.
    const own = Object.create(strategy) as passport.Strategy;
    const run = passport.authenticate(own, { session: false }, settle) as (...args: unknown[]) => void;
    run(request, reply, settle);
  });
}
