import { join } from 'node:path';
import { atMost, type Bench } from '../measurement';
import type { Work } from '../ours/work';
import { quantile } from '../statistics';
import { Installation } from '../support/installation';
import { Program } from '../support/program';
import { allSigned } from '../support/sealed';

const WIDTH = 16;
const TURNS = 5;
const A_TURN = 5_000;

/**
 * How long an event waits for its index while events are written as fast as they can be: sixteen writers whose
 * transactions hold nothing else. From the moment that stands in the event to the commit that numbered it.
 */
export const sealLag: Bench = {
  name: 'seal-lag',
  about: 'from the recording of an event to its index, at full write rate',
  async run(started, tell) {
    const installation = await Installation.start(started);
    const { settings, logins, owner } = installation;
    const work = Program.start<Work>(started, join(__dirname, '..', 'ours', 'work.js'));
    await work.ask('connect', { settings, logins });
    for (let turn = 1; turn <= TURNS; turn += 1) {
      const rate = await work.ask('record', { units: A_TURN, each: 1, width: WIDTH });
      tell(`turn ${turn} of ${TURNS}: ${Math.round(rate)} events/s`);
    }
    await allSigned(installation);
    // Numbering is the last thing that ever happens to an event's row, so its xmin is the transaction that did it.
    const { rows } = await owner.query<{ lag: number }>(
      `SELECT 1000 * extract(epoch FROM pg_xact_commit_timestamp(xmin) - recorded_at)::float8 AS lag
       FROM audit_event WHERE actor = 'system:bench.recorder' AND seq IS NOT NULL`,
    );
    const lags = rows.map(({ lag }) => lag);
    if (lags.length !== TURNS * A_TURN) throw new Error(`Only ${lags.length} events have an index.`);
    return [
      atMost(1_000, {
        name: 'seal-lag (p99)',
        ours: quantile(lags, 0.99),
        limit: null,
        unit: 'ms',
        samples: lags.length,
      }),
    ];
  },
};
