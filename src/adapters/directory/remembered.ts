/** What a directory says of people, remembered for a moment: what is shared asks for it with every request. */
import { MAX_REMEMBERED_GROUPS, MAX_REMEMBERED_PEOPLE, REMEMBERED_PEOPLE_TIME } from '../../domain/limits.ts';
import type { Directory } from '../../domain/ports.ts';

type Remembered<Answer> = { readonly answer: Promise<Answer>; readonly until: number };

/** At most so many answers; of more the oldest is let go. Who asks while the same is being asked waits for that answer. */
class Memory<Answer> {
  readonly #answers = new Map<string, Remembered<Answer>>();
  readonly #most: number;
  readonly #now: () => number;

  constructor(most: number, now: () => number) {
    this.#most = most;
    this.#now = now;
  }

  /** The remembered answer, else what `ask` gives. Failures are not kept, nor that there is nobody: he may be added at any moment. */
  get(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(key);
    if (known !== undefined && known.until > this.#now()) return known.answer;
    const remembered = { answer: ask(), until: this.#now() + REMEMBERED_PEOPLE_TIME };
    this.#answers.delete(key);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size >= this.#most && oldest !== undefined) this.#answers.delete(oldest);
    this.#answers.set(key, remembered);
    const drop = (): void => {
      if (this.#answers.get(key) === remembered) this.#answers.delete(key);
    };
    remembered.answer.then((answer) => answer === undefined && drop(), drop);
    return remembered.answer;
  }

  clear(): void {
    this.#answers.clear();
  }
}

/** A directory that may give what it said some moments ago; `forget` has it ask anew. */
export type RememberedDirectory = Directory & { forget(): void };

/** Remembers who may be seen, and who is in which groups; everything else is asked as before. `now` is in milliseconds. */
export const remembered = (directory: Directory, now: () => number): RememberedDirectory => {
  const people = new Memory<Awaited<ReturnType<Directory['visible']>>>(MAX_REMEMBERED_PEOPLE, now);
  const groups = new Memory<readonly string[]>(MAX_REMEMBERED_GROUPS, now);
  return {
    ...directory,
    visible: (name, domain) => people.get(JSON.stringify([name, domain]), () => directory.visible(name, domain)),
    groupsOf: (login) => groups.get(login, () => directory.groupsOf(login)),
    forget: () => {
      people.clear();
      groups.clear();
    },
  };
};
