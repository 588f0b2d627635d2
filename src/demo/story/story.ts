import type { Redacted } from '../../kernel';
import { auditChapter } from './audit-chapter';
import { AwsChapters } from './aws-chapters';
import { castAt } from './cast';
import { PostgresChapters } from './postgres-chapters';
import type { Transcript } from './transcript';

/** A running Sallyport and its targets, as the story needs them. */
export interface Stage {
  readonly url: string;
  readonly targetAdminUrl: Redacted<string>;
  readonly awsEndpoint: string;
  /** Stops the broker, its database and the customer database; what plays AWS goes on. */
  stopBroker(): Promise<void>;
}

/** The product's main job, from the ask to the proof, told by trying it. Throws `NotHeld` at the first thing that is not so. */
export async function playStory(stage: Stage, tell: Transcript): Promise<void> {
  const cast = castAt(stage.url, tell);
  const postgres = new PostgresChapters(cast, stage.targetAdminUrl, tell);
  const aws = new AwsChapters(cast, stage.awsEndpoint, tell);

  tell.chapter('Nobody has access');
  await postgres.nobodyHasAccess();
  tell.chapter('The tech lead asks, the CTO approves');
  const grant = await postgres.askAndApprove();
  tell.chapter('A log-in, for this and for now');
  const { session, url } = await postgres.useIt(grant);
  tell.chapter('“I’m done”');
  await postgres.done(grant, session, url);
  tell.chapter('An engineer, for one minute');
  const short = await postgres.forOneMinute();
  tell.chapter('Meanwhile, the CTO ends another one');
  await postgres.endedByCto();
  tell.chapter('Meanwhile, at AWS');
  const leftAlone = await aws.twoSessions();
  tell.chapter('The minute at the database is over');
  await postgres.deadline(short);
  tell.chapter('The record');
  await auditChapter(cast.hugo, grant, tell);
  tell.chapter('Sallyport is stopped');
  await stopped(stage, tell);
  await aws.overByItself(leftAlone);
}

async function stopped(stage: Stage, tell: Transcript): Promise<void> {
  await stage.stopBroker();
  const answers = await fetch(stage.url).then(
    () => true,
    () => false,
  );
  tell.held('Nobody answers any more, and nobody is left who could end anything', !answers, stage.url);
}
