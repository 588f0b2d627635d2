import { Readable } from 'node:stream';
import { z } from 'zod';
import { describeFinding, verifyExport } from '../../modules/audit';
import type { StoryPerson } from './story-person';
import type { Transcript } from './transcript';
import { type StoryGrant, tellingView } from './views';

const checkpointView = z.looseObject({ key: z.string(), size: z.number() });

/** A change that somebody with the run of the database might like: ten minutes become an hour. */
const WAS = '"durationSeconds":600';
const BECOMES = '"durationSeconds":3600';

/** The whole story stands in the trail, the trail verifies offline, and a small change to it is found. */
export async function auditChapter(auditor: StoryPerson, grant: StoryGrant, tell: Transcript): Promise<void> {
  const { items } = tellingView.parse(await auditor.must(`/requests/${grant.requestId}/story`));
  const told = items.map(({ at, sentence }) => `${at.slice(11, 19)}  ${sentence}`).join('\n');
  tell.held('The trail tells the first request from the ask to the proof', items.length >= 6, told);

  const { key, size } = checkpointView.parse(await auditor.must('/audit/checkpoint'));
  const record = await auditor.text('/audit/export');
  const sound = await verifyExport(Readable.from([Buffer.from(record)]), { key });
  const trusting = `${size} events are signed; trusting only ${key}`;
  tell.held('The exported record verifies offline', sound.ok, trusting);

  const changed = await verifyExport(Readable.from([Buffer.from(record.replace(WAS, BECOMES))]), { key });
  tell.refused(
    `In a copy, ${WAS} is made ${BECOMES}.`,
    changed.findings.map(describeFinding)[0],
    /not the one that was sealed|does not fit/,
  );
}
