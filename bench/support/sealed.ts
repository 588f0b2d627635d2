import { setTimeout as delay } from 'node:timers/promises';
import type { Installation } from './installation';

const LOOK_EVERY = 200;
const WITHIN = 120_000;

/** Answers once a signed checkpoint covers every event that there is now. */
export async function allSigned({ owner, product }: Installation): Promise<void> {
  const { rows } = await owner.query<{ count: number }>('SELECT count(*)::int AS count FROM audit_event');
  const latest = performance.now() + WITHIN;
  while ((await product.figure('sallyport_audit_checkpoint_size')) < rows[0].count) {
    if (performance.now() > latest) throw new Error('The trail was not signed in time.');
    await delay(LOOK_EVERY);
  }
}
