import { Body, Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Clock, notFound } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import type { Actor } from '../../../platform/database/actor';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { iso, uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { ASK_AGAIN_SECONDS, browserStepUpState } from '../domain/browser-step-up-rules';
import { networkOf } from '../domain/network';
import { stepUpAnswer } from '../identity.dto';
import { StepUpToken } from '../step-up/step-up-token';
import {
  type BrowserStepUpBody,
  browserStepUpBody,
  browserStepUpView,
  type DecisionBody,
  decisionBody,
  link as linkShape,
  startedBrowserStepUp,
} from './browser-step-ups.dto';
import { DecideBrowserStepUp } from './decide-browser-step-up';
import { FetchBrowserStepUp } from './fetch-browser-step-up';
import { FindBrowserStepUp } from './find-browser-step-up';
import { StartBrowserStepUp } from './start-browser-step-up';

/** How a program that cannot take a passkey gets a step-up: it asks, its person confirms in a browser, it fetches. */
@Controller('api/v1/browser-step-ups')
export class BrowserStepUpsController {
  constructor(
    private readonly start: StartBrowserStepUp,
    private readonly find: FindBrowserStepUp,
    private readonly decide: DecideBrowserStepUp,
    private readonly fetchOne: FetchBrowserStepUp,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Ask for a second factor in a browser',
    description:
      'For a token. Its person opens the link within ten minutes, sees what is to happen, and gives the factor.',
    access: 'signed-in',
    scopes: ['approvals', 'grants'],
    status: 201,
    response: startedBrowserStepUp,
    refuses: ['identity.no_token', 'identity.too_many_browser_step_ups'],
  })
  async ask(
    @Req() request: FastifyRequest,
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() { personId, credential }: Principal,
    @Body(zod(browserStepUpBody)) body: BrowserStepUpBody,
  ) {
    if (credential.kind !== 'api-token') throw noToken();
    const asked = { ...body, personId, apiTokenId: credential.id, address: request.ip };
    const { id, url, expiresAt } = await this.start.run(actor, asked);
    return { id, url: url.reveal(), expiresAt: iso(expiresAt), intervalSeconds: ASK_AGAIN_SECONDS };
  }

  @Post(':id/step-up')
  @Endpoint({
    summary: 'Fetch the step-up that was confirmed, once',
    description: 'For the token that asked, again and again until it is confirmed, refused or has run out.',
    access: 'signed-in',
    scopes: ['approvals', 'grants'],
    status: 201,
    response: stepUpAnswer,
    refuses: ['authorization_pending', 'access_denied', 'expired_token', 'identity.unknown_browser_step_up'],
  })
  async fetch(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
  ) {
    const { stepUpToken, expiresAt } = await this.fetchOne.run(actor, principal, id);
    return { stepUpToken: stepUpToken.reveal(), expiresAt: iso(expiresAt) };
  }

  @Get(':link')
  @Endpoint({
    summary: 'What is to be confirmed under a link',
    description: 'For the person whose token asked. Following a link confirms nothing.',
    access: 'signed-in',
    response: browserStepUpView,
    refuses: ['identity.unknown_browser_step_up'],
  })
  async show(
    @Req() request: FastifyRequest,
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('link', zod(linkShape)) link: string,
  ) {
    const found = await this.find.run(actor, principal, link);
    return {
      ...found,
      state: browserStepUpState(found, this.clock.now()),
      sameNetwork: networkOf(found.address) === networkOf(request.ip),
      createdAt: iso(found.createdAt),
      expiresAt: iso(found.expiresAt),
    };
  }

  @Post(':link/decision')
  @Endpoint({
    summary: 'Confirm it for the program, or refuse',
    description:
      'To confirm needs a fresh second factor for exactly the action that is shown; to refuse needs none.',
    access: 'signed-in',
    status: 204,
    refuses: [
      'insufficient_user_authentication',
      'identity.unknown_browser_step_up',
      'identity.browser_step_up_decided',
    ],
  })
  async settle(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('link', zod(linkShape)) link: string,
    @Body(zod(decisionBody)) { decision }: DecisionBody,
    @StepUpToken() stepUpToken: string | undefined,
  ): Promise<void> {
    const found = await this.find.run(actor, principal, link);
    if (decision === 'refuse') await this.decide.refuse(actor, found);
    else await this.decide.confirm(actor, principal, found, stepUpToken);
  }
}

const noToken = () =>
  notFound(
    'identity.no_token',
    'This is for programs. In a browser, give the second factor where it is asked for.',
  );
