import type { Tx } from '../../platform/database/unit-of-work';

/** 0x504f4c49 ("POLI"). */
const POLICY_LOCK = 0x504f4c49;

/**
 * Until this transaction ends nobody else changes the policy, and nobody decides or issues by it: what is found and ended
 * within it is complete. Taken before any row is locked, here as in {@link holdPolicy}, so that neither waits for the other.
 */
export async function changePolicy(tx: Tx): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [POLICY_LOCK]);
}

/** Until this transaction ends the policy stays as it is read from now on. Any number may hold it at a time. */
export async function holdPolicy(tx: Tx): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock_shared($1)', [POLICY_LOCK]);
}
