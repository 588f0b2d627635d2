import { within } from './within';

const late = (): Error => new Error('too late');

describe('within', () => {
  it('passes on what comes in time, success or failure', async () => {
    await expect(within(1_000, Promise.resolve(7), late)).resolves.toBe(7);
    await expect(within(1_000, Promise.reject(new Error('refused')), late)).rejects.toThrow('refused');
  });

  it('fails by itself when nothing comes', async () => {
    await expect(within(5, new Promise(() => undefined), late)).rejects.toThrow('too late');
  });
});
