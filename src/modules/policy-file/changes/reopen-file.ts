import { Inject, Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { conflict } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import { checkPolicyFile } from '../check-policy-file';
import type { ConnectorSettings } from '../checks/settings';
import { CONNECTOR_SETTINGS } from '../connector-settings';
import { CompareFile, type ComparedFile } from './compare-file';
import type { PolicyChange } from './policy-change';
import { PolicyChangeRepository } from './policy-change.repository';

/** The file of an open change, laid beside the rules in force once more: it must still do exactly what was shown. */
@Injectable()
export class ReopenFile {
  constructor(
    private readonly changes: PolicyChangeRepository,
    private readonly compare: CompareFile,
    @Inject(CONNECTOR_SETTINGS) private readonly connectors: ConnectorSettings,
  ) {}

  /** Throws `policy.change_stale` where it would not. The caller holds the policy's lock and the change's row. */
  async run(tx: Tx, change: PolicyChange): Promise<ComparedFile> {
    const bytes = await this.changes.file(tx, change.id);
    const check = bytes && checkPolicyFile(bytes, this.connectors);
    if (!check?.sound || check.digest !== change.fileDigest) throw stale();
    const compared = await this.compare.run(tx, check);
    const same =
      compared.baseDigest === change.baseDigest &&
      compared.reach === change.reach &&
      isDeepStrictEqual(asStored(compared.changes), asStored(change.changes)) &&
      isDeepStrictEqual(compared.gainerIds, change.gainerIds);
    if (!same) throw stale();
    return compared;
  }
}

/** The database keeps JSON, which has no undefined. */
const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const stale = () =>
  conflict(
    'policy.change_stale',
    'Other rules came into force, or somebody whom this change speaks of is managed elsewhere now: it would do something else than is shown. Propose the file again.',
  );
