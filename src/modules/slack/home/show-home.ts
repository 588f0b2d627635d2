import { Inject, Injectable } from '@nestjs/common';
import type { HomeView } from '@slack/types';
import { type Clock, DomainError, known } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { CatalogRepository } from '../../catalog';
import { DirectoryRepository, type Person } from '../../directory';
import { type Grant, GrantRepository } from '../../grants';
import { durationInWords } from '../../policy';
import { type AccessRequest, RequestRepository, WaitingFor, type WaitingRequest } from '../../requests';
import { NOT_ACTIVE } from '../asking/answer-command';
import { SlackPeople } from '../binding/slack-people';
import { IN_THE_BACKGROUND, SlackClient } from '../calling/slack-client';
import type { CallContext } from '../receiving/call-context';
import { type HomeLine, homeView, MOST_LINES, strangersHome } from './home-view';
import { grantWords, moment } from './home-words';

const OPEN = ['scheduled', 'claimable', 'active', 'ending', 'unconfirmed'] as const;
const TRIES = 3;
const BOUND_TO_NOBODY =
  'Sallyport does not know whose Slack account this is. Type /access for a link to bind it.';

/** The app's home tab, made anew whenever somebody opens it. */
@Injectable()
export class ShowHome {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly people: SlackPeople,
    private readonly requests: RequestRepository,
    private readonly waiting: WaitingFor,
    private readonly grants: GrantRepository,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    private readonly slack: SlackClient,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** @throws SlackFailure */
  async run(call: CallContext, userId: string): Promise<void> {
    const view = await this.viewFor(call, userId);
    await this.slack.call(
      call.workspace,
      IN_THE_BACKGROUND,
      (client) => client.views.publish({ user_id: userId, view }),
      TRIES,
    );
  }

  private async viewFor(call: CallContext, userId: string): Promise<HomeView> {
    try {
      const person = await this.people.behind(call, userId, TRIES);
      if (!person) return strangersHome(BOUND_TO_NOBODY);
      return person.status === 'active' ? await this.homeOf(person) : strangersHome(NOT_ACTIVE);
    } catch (error) {
      if (error instanceof DomainError) return strangersHome(error.detail);
      throw error;
    }
  }

  private async homeOf(person: Person): Promise<HomeView> {
    const from = this.uow.reader;
    const limit = MOST_LINES + 1;
    const profiles = await this.catalog.profiles(from);
    const names = new Map(profiles.map(({ id, name }) => [id, name]));
    const waiting = (await this.waiting.of(from, person.id)).slice(0, limit);
    const asked = await this.requests.list(from, { requesterId: person.id, states: ['pending'], limit });
    const grants = await this.grants.list(from, { personId: person.id, states: OPEN, limit });
    return homeView({
      waiting: await this.waitingLines(waiting, names),
      asked: asked.map((request) => this.line('requests', request, this.words(request, names))),
      grants: grants.map((grant) => this.line('grants', grant, grantWords(grant, nameIn(names, grant)))),
      at: moment(this.clock.now()),
    });
  }

  private async waitingLines(
    waiting: readonly WaitingRequest[],
    names: ReadonlyMap<string, string>,
  ): Promise<HomeLine[]> {
    const ids = waiting.map(({ request: { requesterId } }) => requesterId);
    const people = await this.directory.peopleAmong(this.uow.reader, ids);
    const nameOf = new Map(people.map(({ id, name }) => [id, name]));
    return waiting.map(({ request, part }) => {
      const who = known(nameOf.get(request.requesterId), 'A person');
      const witness = part === 'witness' ? '; as a witness you may deny it' : '';
      return this.line('requests', request, `${who}: ${this.words(request, names)}${witness}`);
    });
  }

  private words(request: AccessRequest, names: ReadonlyMap<string, string>): string {
    const length = durationInWords(request.durationSeconds);
    const more = request.extension ? 'more, ' : '';
    return `${nameIn(names, request)}, ${length}, ${more}waits until ${moment(request.lapsesAt)}`;
  }

  private line(page: 'requests' | 'grants', { id }: AccessRequest | Grant, text: string): HomeLine {
    return { id, text, url: `${this.environment.publicUrl}/${page}/${id}` };
  }
}

const nameIn = (names: ReadonlyMap<string, string>, { profileId }: { readonly profileId: string }): string =>
  known(names.get(profileId), 'A profile');
