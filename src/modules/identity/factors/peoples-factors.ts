import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { DirectoryRepository, humanOf } from '../../directory';
import { jobNeedsSecondFactor } from '../abilities';
import { HANDED_OVER } from '../accounts/account-link.repository';
import type { HoldCause } from '../domain/privilege-hold';
import { issueCodeDemand, liftHoldDemand, removeFactorsDemand } from './factor-digests';
import { holdView } from './factor-views';
import type { peoplesFactors } from './factors.dto';

interface FactorCounts {
  readonly personId: string;
  readonly authenticator: boolean;
  readonly passkeys: number;
  readonly recoveryCodesLeft: number;
  readonly handedOverBy: readonly string[];
  readonly handsInHold: readonly string[];
  readonly cause: HoldCause | null;
  readonly until: Date | null;
  readonly approves: boolean;
}

const COUNTS = `
  SELECT p.id AS "personId",
         EXISTS (SELECT FROM totp_factor t WHERE t.person_id = p.id) AS authenticator,
         (SELECT count(*)::int FROM passkey k WHERE k.person_id = p.id) AS passkeys,
         (SELECT count(*)::int FROM recovery_code r WHERE r.person_id = p.id AND r.used_at IS NULL)
           AS "recoveryCodesLeft",
         ARRAY(SELECT l.made_by FROM account_link l WHERE l.person_id = p.id AND ${HANDED_OVER}) AS "handedOverBy",
         array_remove(ARRAY[h.begun_by, h.vouched_by], NULL) AS "handsInHold",
         h.cause, h.until,
         p.id IN (SELECT person_id FROM possible_approver a WHERE a.until > $1) AS approves
  FROM person p LEFT JOIN privilege_hold h ON h.person_id = p.id AND h.until > $1
  WHERE p.status = 'active'`;

type Item = z.input<typeof peoplesFactors>['items'][number];

/** What an administrator sees of everybody's second factors: how many of which kind, never which. */
@Injectable()
export class PeoplesFactors {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Those who must have a second factor first. */
  async list(askedBy: string): Promise<Item[]> {
    const from = this.uow.reader;
    const [people, counts, titles] = await Promise.all([
      this.directory.people(from),
      from.query<FactorCounts>(COUNTS, [this.clock.now()]),
      this.directory.jobRoles(from),
    ]);
    const countsOf = new Map(counts.map((row) => [row.personId, row]));
    const humans = new Map(people.map((person) => [person.id, humanOf(person)]));
    const own = (accounts: readonly string[]): boolean =>
      accounts.some((account) => humans.get(account) === humans.get(askedBy));
    const titleOf = new Map(titles.map(({ key, title }) => [key, title]));
    const items = people.flatMap((person): Item[] => {
      const found = countsOf.get(person.id);
      if (!found) return [];
      const {
        authenticator,
        passkeys,
        recoveryCodesLeft,
        handedOverBy,
        handsInHold,
        cause,
        until,
        approves,
      } = found;
      const { id, name, handle } = person;
      return [
        {
          id,
          name,
          handle,
          jobRoles: person.jobRoles.map((key) => titleOf.get(key) ?? key),
          required: jobNeedsSecondFactor(person.jobRoles) || approves,
          authenticator,
          passkeys,
          recoveryCodesLeft,
          hold: holdView(cause && until ? { cause, until } : undefined),
          oneself: id === askedBy,
          byAnother: { issueCode: own(handedOverBy), liftHold: own(handsInHold) },
          digests: {
            issueCode: issueCodeDemand(person).digest,
            removeFactors: removeFactorsDemand(person).digest,
            liftHold: liftHoldDemand(person).digest,
          },
        },
      ];
    });
    return items.sort((a, b) => Number(b.required) - Number(a.required));
  }
}
