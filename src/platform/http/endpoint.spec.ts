import 'reflect-metadata';
import { SetMetadata } from '@nestjs/common';
import { z } from 'zod';
import { Endpoint, ENDPOINT } from './endpoint';

const view = z.object({ name: z.string() });
const about = { summary: 'Who is it?', access: 'public', response: view } as const;

class People {
  constructor(private readonly row: object) {}

  @Endpoint(about)
  @SetMetadata('below', 'kept')
  async find(): Promise<object> {
    return Promise.resolve(this.row);
  }

  @Endpoint({ ...about, response: undefined })
  count(): number {
    return 7;
  }
}

describe('an endpoint', () => {
  it('answers what its schema names and nothing else', async () => {
    await expect(new People({ name: 'Ada', passwordHash: 'x' }).find()).resolves.toEqual({ name: 'Ada' });
  });

  it('fails rather than answer what its schema does not allow', async () => {
    await expect(new People({ name: 7 }).find()).rejects.toThrow(z.ZodError);
  });

  it('without a schema answers as its handler does', () => {
    expect(new People({}).count()).toBe(7);
  });

  it('carries its access, and what decorators below it say, where the guards look for them', () => {
    const handler = Object.getOwnPropertyDescriptor(People.prototype, 'find')!.value as object;
    expect(Reflect.getMetadata(ENDPOINT, handler)).toMatchObject({ access: 'public' });
    expect(Reflect.getMetadata('below', handler)).toBe('kept');
  });
});
