import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work';
import type { Person } from '../directory';
import { EndDisallowedGrants } from '../grants';
import { AccountLinks, EndSessions } from '../identity';
import { loss, touchesAccess } from './domain/loss';

/** The same people before and after a change. Somebody new has no "before". */
export interface PeopleChange {
  readonly before: readonly Person[];
  readonly after: readonly Person[];
}

/**
 * The one place where losing something ends what rested on it, whoever took it away: the policy file, a provisioning system,
 * a list or an administrator. Within the transaction of the change, so that there is no moment in between (I16). The caller
 * holds the policy's lock (`changePolicy`).
 */
@Injectable()
export class EndWhatWasLost {
  constructor(
    private readonly sessions: EndSessions,
    private readonly grants: EndDisallowedGrants,
    private readonly links: AccountLinks,
  ) {}

  /** `rulesToo`: more than people changed, so grants are judged again whatever happened to people. */
  async run(tx: Tx, { before, after }: PeopleChange, rulesToo = false): Promise<void> {
    const earlier = new Map(before.map((person) => [person.id, person]));
    let touched = rulesToo;
    for (const person of after) {
      const was = earlier.get(person.id);
      if (was === undefined) continue;
      const lost = loss(was, person);
      if (lost !== undefined) await this.sessions.allOf(tx, person.id, lost);
      // What was sent to an address that is theirs no more is not theirs either.
      if (was.email !== person.email) await this.links.voidAll(tx, person.id);
      touched ||= touchesAccess(was, person);
    }
    if (touched) await this.grants.run(tx);
  }
}
