import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work';
import { credentialsForgotten } from './identity-events';

/**
 * Takes away everything that somebody proved themselves with. For a name that comes back after its holder has left: the next
 * one is often another human being, who must not be let in by what the first one knew.
 */
@Injectable()
export class ForgetCredentials {
  async of(tx: Tx, personId: string): Promise<void> {
    await tx.query('DELETE FROM password_credential WHERE person_id = $1', [personId]);
    await tx.query('DELETE FROM totp_factor WHERE person_id = $1', [personId]);
    tx.record(credentialsForgotten(personId));
  }
}
