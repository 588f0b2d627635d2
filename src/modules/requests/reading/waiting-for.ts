import { Injectable } from '@nestjs/common';
import type { Reader } from '../../../platform/database/unit-of-work';
import type { AccessRequest } from '../access-request';
import { RequestStandings } from './request-standings';
import { RequestRepository } from '../request.repository';

export interface WaitingRequest {
  readonly request: AccessRequest;
  /** A witness may deny it, and nobody waits for them. */
  readonly part: 'needed' | 'witness';
}

/** What one person can still move: asked of them, not decided by them, and not filled by others since. */
@Injectable()
export class WaitingFor {
  constructor(
    private readonly requests: RequestRepository,
    private readonly standings: RequestStandings,
  ) {}

  /** Newest first. */
  async of(from: Reader, personId: string): Promise<WaitingRequest[]> {
    const asked = await this.requests.undecidedBy(from, personId);
    if (asked.length === 0) return [];
    const standings = await this.standings.of(from, asked);
    return asked.flatMap((request) => {
      const part = standings.get(request.id)?.partOf(personId);
      return part === 'needed' || part === 'witness' ? [{ request, part }] : [];
    });
  }
}
