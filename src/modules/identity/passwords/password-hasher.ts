import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, hashSync, parseOptions, verify } from '@node-rs/argon2';
import type { Redacted } from '../../../kernel';
import { normalPassword } from '../domain/password-rules';
import { busy } from '../refusals';

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. Argon2id is the library's default. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const ARGON2ID = 2;

/** More hashes at once than this make everybody wait and the memory swell: the rest are asked to come again. */
const MOST_AT_ONCE = 16;

@Injectable()
export class PasswordHasher {
  private atWork = 0;
  /** Compared with when there is nothing to compare with, so that an unknown name takes as long as a known one. */
  private readonly decoy = hashSync(randomBytes(16), PARAMETERS);

  /** Runs `work`, which may hash, unless too many are at it: then `identity.busy`, before anything was counted. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.atWork >= MOST_AT_ONCE) {
      throw busy();
    }
    this.atWork += 1;
    try {
      return await work();
    } finally {
      this.atWork -= 1;
    }
  }

  hash(password: Redacted<string>): Promise<string> {
    return hash(normalPassword(password.reveal()), PARAMETERS);
  }

  /** Without a stored hash the answer is no, after the same work. */
  async matches(stored: string | undefined, password: Redacted<string>): Promise<boolean> {
    const same = await verify(stored ?? this.decoy, normalPassword(password.reveal()));
    return same && stored !== undefined;
  }

  /** Whether a hash was made with less than today's parameters; it is replaced when its password is at hand. */
  isWeak(stored: string): boolean {
    const { algorithm, memoryCost, timeCost } = parseOptions(stored);
    return (
      (algorithm as number) !== ARGON2ID ||
      memoryCost < PARAMETERS.memoryCost ||
      timeCost < PARAMETERS.timeCost
    );
  }
}
