import { z } from 'zod';
import { AwsPeer } from './aws-peer';
import { furnishDemoAccount } from './demo-account';

/**
 * The stand-in as a process of its own, furnished as the demonstration's account. Whoever forked it sends the broker's key
 * and is answered where it listens; when they are gone, it is too.
 */
const order = z.union([
  z.strictObject({ start: z.strictObject({ id: z.string(), secret: z.string() }) }),
  /** How often an action was asked for so far. */
  z.strictObject({ count: z.string() }),
  /** Milliseconds that each answer takes longer from now on, as one from further away would. */
  z.strictObject({ delay: z.int().min(0) }),
]);

let peer: AwsPeer | undefined;

async function carryOut(message: unknown): Promise<object> {
  const given = order.parse(message);
  if ('count' in given) return { count: peer?.count(given.count) ?? 0 };
  if ('delay' in given) {
    if (peer) peer.mischief = { kind: 'delay', milliseconds: given.delay };
    return {};
  }
  peer = await AwsPeer.start();
  furnishDemoAccount(peer.account, given.start);
  return { endpoint: peer.endpoint };
}

process.on('message', (message) => {
  carryOut(message).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ failed: String(error) }),
  );
});
process.once('disconnect', () => process.exit());
