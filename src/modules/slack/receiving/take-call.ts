import { Inject, Injectable } from '@nestjs/common';
import { type Clock, conflict, forbidden, invalid, notFound, unauthenticated } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import type { Actor } from '../../../platform/database/actor';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { type SlackWorkspace, SlackWorkspaceRepository } from '../../catalog';
import { ResolveSecret } from '../../keys';
import { rememberUntil, type Signature, signatureIn, signedHash } from '../domain/signed-call';
import { readCall, type SlackCall } from './slack-call';
import { callOfAnother, callReplayed } from '../slack-events';
import { loadBolt } from '../calling/bolt';
import { RefusedCalls } from './refused-calls';
import { UsedCalls } from './used-calls';

export interface RawCall {
  readonly workspaceKey: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The bytes that were signed, before anybody read them. */
  readonly body: Buffer;
  readonly actor: Actor;
  /** Where it came from. */
  readonly address: string;
}

export type TakenCall = SlackCall & { readonly workspace: SlackWorkspace };

/** Whether a call is Slack's, for this app, in this workspace, and has not been taken before. Nothing is parsed until it is signed. */
@Injectable()
export class TakeCall {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly workspaces: SlackWorkspaceRepository,
    private readonly secrets: ResolveSecret,
    private readonly used: UsedCalls,
    private readonly refused: RefusedCalls,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers the call, or what Slack wants to hear when the address is entered there. */
  async run(raw: RawCall): Promise<TakenCall | { readonly challenge: string }> {
    const signature = signatureIn(raw.headers, this.clock.now());
    if (!signature) throw notSlack();
    const workspace = await this.workspaces.connectedByKey(this.uow.reader, raw.workspaceKey);
    if (!workspace) throw notFound('slack.unknown_workspace', 'No such Slack workspace is connected here.');
    const text = raw.body.toString('utf8');
    await this.assertSigned(workspace, signature, text);
    const call = readCall(String(raw.headers['content-type'] ?? ''), text);
    if (!call) throw invalid('slack.unreadable_call', 'This is no call that a Slack app gets.');
    if ('challenge' in call) return call;
    await this.assertOwn(raw.actor, workspace, call);
    await this.assertFirst(raw, workspace, signature, text);
    return { ...call, workspace };
  }

  private async assertSigned(workspace: SlackWorkspace, signature: Signature, text: string): Promise<void> {
    const [{ verifySlackRequest }, secret] = await Promise.all([
      loadBolt(),
      this.secrets.run(workspace.signingSecretReference),
    ]);
    try {
      verifySlackRequest({
        signingSecret: secret.reveal(),
        body: text,
        headers: {
          'x-slack-request-timestamp': signature.timestamp,
          'x-slack-signature': signature.signature,
        },
        nowMilliseconds: this.clock.now().getTime(),
      });
    } catch {
      throw notSlack();
    }
  }

  private async assertOwn(actor: Actor, workspace: SlackWorkspace, call: SlackCall): Promise<void> {
    const isOwn = call.teamId === workspace.teamId && call.appId === workspace.appId;
    if (!isOwn) {
      const leftOut = this.refused.take(workspace);
      if (leftOut !== undefined) await this.uow.record(actor, callOfAnother(workspace, leftOut));
      throw forbidden('slack.call_of_another', 'This call is of another workspace or another app.');
    }
    if (call.userTeamId !== undefined && call.userTeamId !== workspace.teamId)
      throw forbidden('slack.stranger', 'Only members of this workspace may do this.');
  }

  private async assertFirst(
    raw: RawCall,
    workspace: SlackWorkspace,
    signature: Signature,
    text: string,
  ): Promise<void> {
    const hash = signedHash(signature, workspace.id, text);
    const isFirst = await this.uow.bookkeeping('slack: a call is taken once', async (tx) => {
      if (await this.used.isFirst(tx, hash, rememberUntil(signature))) return true;
      if (await this.used.isFirstReplay(tx, hash)) this.recordReplay(tx, workspace, raw.address);
      return false;
    });
    if (isFirst) return;
    throw conflict('slack.call_replayed', 'This call was taken already.');
  }

  private recordReplay(tx: Tx, workspace: SlackWorkspace, address: string): void {
    const leftOut = this.refused.take(workspace);
    if (leftOut !== undefined) tx.record(callReplayed(workspace, address, leftOut));
  }
}

const notSlack = () => unauthenticated('slack.not_signed', 'Slack did not sign this, or not just now.');
