import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Budgets, type Clock, MINUTE } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { asNobody, type Caller } from '../caller';
import { networkOf } from '../domain/network';
import { signInsTurnedAway } from '../identity-events';
import { isBusy, tooManyFromHere } from '../refusals';

const TOLD_EVERY = MINUTE;

/** Sign-ins turned away since the last event that told of them. */
interface TurnedAway {
  readonly caller: Caller;
  readonly since: Date;
  count: number;
}

/**
 * How many sign-ins one network may get wrong, whatever names it tries. The count of a person's attempts protects that
 * person; this protects the trail, the attempt windows and the hasher from somebody who has all names of the world.
 */
@Injectable()
export class AddressLimit implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly budgets: Budgets;
  private readonly turnedAway = new Map<string, TurnedAway>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly uow: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.budgets = new Budgets(clock);
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tell(), TOLD_EVERY).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.tell();
  }

  /** Reserved before the secret is looked at, and given back when it was right, so that fifty at once are counted as fifty. */
  async around<T>(caller: Caller, signIn: () => Promise<T>): Promise<T> {
    const network = networkOf(caller.address);
    await this.spend(caller);
    try {
      const outcome = await signIn();
      this.budgets.giveBack(network);
      return outcome;
    } catch (error) {
      if (isBusy(error)) this.budgets.giveBack(network);
      throw error;
    }
  }

  /** Takes one for good: for what anybody may begin without proving anything. */
  async spend(caller: Caller): Promise<void> {
    const network = networkOf(caller.address);
    const wait = this.budgets.take(network);
    if (wait === 0) return;
    await this.turnAway(network, caller);
    throw tooManyFromHere(wait);
  }

  /** The first is told at once, and what follows once a minute, with its number. */
  private async turnAway(network: string, caller: Caller): Promise<void> {
    const known = this.turnedAway.get(network);
    if (known) {
      known.count += 1;
      return;
    }
    const since = this.clock.now();
    this.turnedAway.set(network, { caller, since, count: 0 });
    await this.record(network, { caller, since, count: 1 });
  }

  private async tell(): Promise<void> {
    const all = [...this.turnedAway];
    this.turnedAway.clear();
    for (const [network, turnedAway] of all) {
      if (turnedAway.count === 0) continue;
      this.turnedAway.set(network, { ...turnedAway, since: this.clock.now(), count: 0 });
      await this.record(network, turnedAway).catch((error: unknown) => {
        this.logger.warn({ err: error, count: turnedAway.count }, 'Sign-ins turned away are not on record.');
      });
    }
  }

  private record(network: string, { caller, since, count }: TurnedAway): Promise<void> {
    return this.uow.record(asNobody(caller), signInsTurnedAway(network, count, since));
  }
}
