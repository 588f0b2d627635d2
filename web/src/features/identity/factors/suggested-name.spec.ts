import { suggestedName } from './suggested-name';

it.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', 'iPhone'],
  ['Mozilla/5.0 (Linux; Android 15; Pixel 9)', 'Android phone'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 'Mac'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 'Windows computer'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'Linux computer'],
  ['Something else', 'My passkey'],
])('%s is called %s', (userAgent, name) => {
  expect(suggestedName(userAgent)).toBe(name);
});
