import { Inject, Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { DirectoryRepository } from '../../directory';
import { checkPolicyFile } from '../check-policy-file';
import type { ConnectorSettings } from '../checks/settings';
import { CONNECTOR_SETTINGS } from '../connector-settings';
import { isOverseen } from '../domain/reach';
import { CompareFile } from './compare-file';
import { type ChangeStanding, changeStanding } from './domain/change-approval';
import type { PreviewView } from './policy-changes.dto';

/** What a file would change, and what that would need, or every fault of it. Keeps nothing. */
@Injectable()
export class PreviewChange {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly compare: CompareFile,
    private readonly directory: DirectoryRepository,
    @Inject(CONNECTOR_SETTINGS) private readonly connectors: ConnectorSettings,
  ) {}

  async run({ personId }: Principal, text: string): Promise<PreviewView> {
    const check = checkPolicyFile(Buffer.from(text), this.connectors);
    if (!check.sound) {
      return { faults: [...check.faults], changes: [], reach: 'narrowing', overseen: false, needs: null };
    }
    const { changes, reach, gainerIds } = await this.compare.run(this.uow.reader, check);
    const facts = { reach, proposerId: personId, gainerIds: new Set(gainerIds), digest: check.digest };
    const standing = changeStanding(facts, [], await this.directory.organisation(this.uow.reader));
    return {
      faults: [],
      changes: changes.map(({ area, kind, reach: far, sentence }) => ({ area, kind, reach: far, sentence })),
      reach,
      overseen: isOverseen(reach),
      needs: changes.length === 0 ? null : needsOf(standing),
    };
  }
}

const needsOf = ({ missing, impossible }: ChangeStanding): string =>
  impossible
    ? `It needs ${missing}. There are too few people who could: whoever proposes a change, and whoever gains by it, does not approve it.`
    : `It needs ${missing}.`;
