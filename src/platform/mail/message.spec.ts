import { writeMail } from './message';

const URL = 'https://sallyport.example/invitation/abc_-123';
const message = {
  subject: 'An invitation',
  greeting: 'Hello Camille,',
  paragraphs: ['Welcome to Sallyport.'],
  action: { label: 'Choose your password', url: URL },
  afterwards: ['If this is not meant for you, do nothing.'],
};

describe('a message', () => {
  it('says the same as text and as HTML', () => {
    const { text, html } = writeMail(message);
    for (const said of [
      'Hello Camille,',
      'Welcome to Sallyport.',
      URL,
      'Choose your password',
      'do nothing',
    ]) {
      expect(text).toContain(said);
      expect(html).toContain(said);
    }
    expect(text).not.toMatch(/<|&/);
  });

  it('keeps an address whole on a line of its own, and breaks sentences before 78 characters', () => {
    const long = 'A sentence that goes on for quite a while, '.repeat(6);
    const lines = writeMail({ ...message, paragraphs: [long] }).text.split('\n');
    expect(lines).toContain(URL);
    expect(Math.max(...lines.filter((line) => line !== URL).map(({ length }) => length))).toBeLessThanOrEqual(
      78,
    );
  });

  it('shows what people wrote as text, never as markup', () => {
    const name = `<img src=x onerror="alert(1)">&'`;
    const { html } = writeMail({ ...message, greeting: name, subject: name });
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;');
  });

  it('has a subject of one line, whatever is in a name', () => {
    expect(writeMail({ ...message, subject: 'Hello\r\nBcc: everybody@example.org' }).subject).toBe(
      'Hello Bcc: everybody@example.org',
    );
  });

  it('loads nothing from anywhere', () => {
    expect(writeMail(message).html).not.toMatch(/src=|<link|@import|url\(/);
  });
});
