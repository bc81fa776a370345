/** What somebody does with the address books that a directory keeps for him, as a whole: SOGo's `abOU`. */
import { PERSONAL } from '../../domain/collection/collection.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import type { PersonalBooks } from '../../domain/ports.ts';
import type { DavRequest, DavResponse, Services } from './method.ts';
import { checkPreconditions } from './preconditions.ts';
import type { Instruction, Judgement } from './property-changes.ts';
import type { DirectoryBookResource } from './resource.ts';
import { dav, sameName } from './xml/name.ts';

const DISPLAYNAME = dav('displayname');

/** RFC 4918 §9.2: a directory keeps the name and nothing else; an empty one is refused, as that of any collection. */
const nameRefusal = ({ name, value }: Instruction): Refusal | undefined => {
  if (!sameName(name, DISPLAYNAME))
    return refuse('property-protected', 'The directory keeps nothing of this address book but its name.');
  return value?.text.trim() === '' ? refuse('property-invalid', 'A name is not empty.') : undefined;
};

/** What instructions come to; nothing of it is kept here. */
const judged = (
  instructions: readonly Instruction[],
  judge: (instruction: Instruction) => Refusal | undefined,
): Judgement => {
  const verdicts = instructions.map((instruction) => ({ name: instruction.name, refusal: judge(instruction) }));
  const refused = verdicts.some(({ refusal }) => refusal !== undefined);
  return {
    verdicts,
    refused,
    facts: {},
    choices: {},
    change: { set: {}, remove: [] },
    preferences: { set: {}, remove: [] },
  };
};

/** The name that instructions leave; empty where they take it away. */
const nameIn = (instructions: readonly Instruction[]): string =>
  instructions.findLast(({ name }) => sameName(name, DISPLAYNAME))?.value?.text.trim() ?? '';

/** RFC 5689 §3: as in SOGo, whose directory keeps books makes new ones there. `types` judges what it is to be. */
export const makeDirectoryBook = async (
  keeper: PersonalBooks,
  id: string,
  instructions: readonly Instruction[],
  types: (instruction: Instruction) => Refusal | undefined,
): Promise<'made' | Judgement | Refusal> => {
  const isType = ({ name }: Instruction): boolean => sameName(name, dav('resourcetype'));
  const judgement = judged(instructions, (each) => (isType(each) ? types(each) : nameRefusal(each)));
  if (judgement.refused) return judgement;
  const created = await keeper.create(id, nameIn(instructions));
  return isRefusal(created) ? created : 'made';
};

/** RFC 4918 §9.2: a new name for a book, if nothing else is asked for. */
export const renameDirectoryBook = async (
  { book }: DirectoryBookResource,
  keeper: PersonalBooks,
  instructions: readonly Instruction[],
): Promise<Judgement | Refusal> => {
  const judgement = judged(instructions, nameRefusal);
  if (judgement.refused) return judgement;
  const renamed = await keeper.rename(book.id, nameIn(instructions));
  return isRefusal(renamed) ? renamed : judgement;
};

/** RFC 4918 §9.6: a book goes with its cards. */
export const removeDirectoryBook = async (
  target: DirectoryBookResource,
  keeper: PersonalBooks,
  request: DavRequest,
  services: Services,
): Promise<DavResponse | Refusal> => {
  if (target.book.id === PERSONAL) return refuse('personal-is-permanent');
  const refused = await checkPreconditions(request, services, [{ resource: target, how: 'member' }]);
  if (refused !== undefined) return refused;
  const removed = await keeper.remove(target.book.id);
  return isRefusal(removed) ? removed : { status: 204 };
};
