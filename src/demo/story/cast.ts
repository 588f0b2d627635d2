import { StoryPerson } from './story-person';
import type { Transcript } from './transcript';

/** Who plays in it. */
export interface Cast {
  readonly lea: StoryPerson;
  readonly hugo: StoryPerson;
  readonly ines: StoryPerson;
  readonly tomasz: StoryPerson;
  readonly milan: StoryPerson;
}

export function castAt(url: string, tell: Transcript): Cast {
  const person = (handle: string, name: string): StoryPerson =>
    new StoryPerson(url, handle, name, (seconds, whose) =>
      tell.say(`(${whose} waits ${seconds} s: an authenticator code is accepted once.)`),
    );
  return {
    lea: person('lea', 'Léa'),
    hugo: person('hugo', 'Hugo'),
    ines: person('ines', 'Ines'),
    tomasz: person('tomasz', 'Tomasz'),
    milan: person('milan', 'Milan'),
  };
}
