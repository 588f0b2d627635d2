import { Api } from './api';
import { named } from './named';

const api = new Api('https://sallyport.example');
const ID = '0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b';

describe('what a person names', () => {
  it.each([
    ['customer-data-read', 'customer-data-read'],
    [ID, ID],
    [`https://sallyport.example/requests/${ID}`, ID],
    [`https://sallyport.example/requests/${ID}/?open=end#proof`, ID],
    [`HTTPS://SALLYPORT.EXAMPLE/requests/${ID}`, ID],
  ])('by %s is %s', (said, meant) => expect(named(api, said)).toBe(meant));

  it.each([
    [`https://elsewhere.example/requests/${ID}`, 'not of https://sallyport.example'],
    [`https://sallyport.example.elsewhere.example/requests/${ID}`, 'not of https://sallyport.example'],
    [`http://sallyport.example/requests/${ID}`, 'not of https://sallyport.example'],
    ['https://sallyport.example/approve/abc', 'leads to no request'],
    [`https://sallyport.example/requests/${ID}/../../profiles`, 'leads to no request'],
    ['https://[', 'not of https://sallyport.example'],
  ])('by %s is refused: %s', (said, words) =>
    expect(() => named(api, said)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(words) }),
    ),
  );
});
