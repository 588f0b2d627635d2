import { keptCheckpoints } from './kept-checkpoints';

const note = 'sallyport/x\n3\nAAAA\n\n\u2014 sallyport/x BBBB\n';

describe('checkpoints that an auditor kept', () => {
  it.each([
    ['a note as it is', note, [note]],
    ['the answer of the API', JSON.stringify({ size: 3, note, key: 'x+y+z' }), [note]],
    ['a line of an export', `${JSON.stringify({ checkpoint: note })}\n`, [note]],
    [
      'lines of an export, events among them',
      `{"actor":{}}\n${JSON.stringify({ checkpoint: note })}\n{"checkpoint":"b"}`,
      [note, 'b'],
    ],
    ['anything else, to fail as a note', '{"size":3}', ['{"size":3}']],
    ['nothing, likewise', '', ['']],
  ])('reads %s', (_, text, notes) => {
    expect(keptCheckpoints(text)).toEqual(notes);
  });
});
