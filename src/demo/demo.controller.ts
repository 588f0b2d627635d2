import { Controller, Get, Inject } from '@nestjs/common';
import { z } from 'zod';
import { type Clock, Redacted, SECOND } from '../kernel';
import { DirectoryRepository } from '../modules/directory';
import { codeAt } from '../modules/identity';
import { CLOCK } from '../platform/clock.provider';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Endpoint } from '../platform/http/endpoint';
import { iso, timestamp } from '../platform/http/shapes';
import { MailOutbox } from '../platform/mail/mail-outbox';
import { DemoPeople } from './demo-people';
import { DEMO_PLACES, type DemoPlaces } from './demo-places';

const PERIOD = 30 * SECOND;

const demoPeopleView = z.object({
  items: z.array(
    z.object({
      handle: z.string(),
      name: z.string(),
      email: z.string(),
      title: z.string(),
      password: z.string(),
      code: z.string(),
      secondsLeft: z.int(),
    }),
  ),
});

const MESSAGES_SHOWN = 50;

const demoMailView = z.object({
  items: z.array(
    z.object({ id: z.string(), to: z.string(), subject: z.string(), text: z.string(), createdAt: timestamp }),
  ),
});

const demoPlacesView = z.object({ awsEndpoint: z.url().nullable() });

@Controller('api/v1/demo')
export class DemoController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly people: DemoPeople,
    private readonly outbox: MailOutbox,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DEMO_PLACES) private readonly places: DemoPlaces,
  ) {}

  @Get('places')
  @Endpoint({
    summary: 'Where the demonstration’s own targets answer on this machine',
    description: 'Exists in demonstration mode only.',
    access: 'public',
    response: demoPlacesView,
  })
  targets() {
    return { awsEndpoint: this.places.awsEndpoint ?? null };
  }

  @Get('mail')
  @Endpoint({
    summary: 'Messages that the demonstration shows instead of sending them, newest first',
    description: 'Exists in demonstration mode only.',
    access: 'public',
    response: demoMailView,
  })
  async mail() {
    const kept = await this.outbox.kept(this.uow.reader, this.clock.now(), MESSAGES_SHOWN);
    return { items: kept.map((mail) => ({ ...mail, createdAt: iso(mail.createdAt) })) };
  }

  @Get('people')
  @Endpoint({
    summary: 'The people of the demonstration with their passwords and present codes',
    description: 'Exists in demonstration mode only.',
    access: 'public',
    response: demoPeopleView,
  })
  async list() {
    const now = this.clock.now();
    const secrets = this.people.read();
    const organisation = await this.directory.organisation(this.uow.reader);
    const people = await this.directory.people(this.uow.reader);
    const secondsLeft = Math.ceil((PERIOD - (now.getTime() % PERIOD)) / SECOND);
    const items = people.flatMap(({ handle, name, email, jobRoles, status }) => {
      const secret = secrets[handle];
      if (!secret || status !== 'active') return [];
      const code = codeAt(new Redacted(secret.totpSeed), now);
      const title = jobRoles.map(organisation.titleOf).join(', ');
      return [{ handle, name, email, title, password: secret.password, code, secondsLeft }];
    });
    return { items };
  }
}
