import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import { isEmptyChange } from '../../../domain/kernel/stored-properties.ts';
import { propertiesOf, subscriptionHolder } from '../../../projections/properties.ts';
import { parsePrefer } from '../../http/headers.ts';
import { changeProperties } from '../change-properties.ts';
import { changeProxies } from '../change-proxies.ts';
import { commit } from '../commit.ts';
import { renameDirectoryBook } from '../directory-book-writes.ts';
import { propertyHolder } from '../holder.ts';
import type { DavRequest, DavResponse, Method, Services } from '../method.ts';
import { evaluate, gatherConditions } from '../preconditions.ts';
import { type Instruction, instructionsIn, type Judgement, judge } from '../property-changes.ts';
import type { Account, Resource } from '../resource.ts';
import { isForeign } from '../shared-properties.ts';
import { judgementResponse } from '../verdicts.ts';
import { dav, sameName } from '../xml/name.ts';
import { readXmlBody } from '../xml-body.ts';

const instructionsOf = async (request: DavRequest): Promise<Instruction[] | Refusal | DavResponse> => {
  const body = await readXmlBody(request);
  if (!('is' in body) || body.is !== 'xml') return body;
  if (body.root === undefined || !sameName(body.root.name, dav('propertyupdate')))
    return refuse('request-malformed', 'The body of PROPPATCH is a DAV:propertyupdate.');
  const instructions = instructionsIn(body.root);
  return instructions.length > 0 ? instructions : refuse('request-malformed', 'No property is set or removed.');
};

/** The names of the properties that clients have set on a resource. */
export const storedNames = async (
  { sql }: Services,
  { principal }: Account,
  target: Resource,
): Promise<ReadonlySet<string>> => {
  const holder = isForeign(target)
    ? subscriptionHolder(target.collection.collection, principal)
    : propertyHolder(target);
  const found = holder === undefined ? undefined : await propertiesOf(sql, [holder]);
  return new Set(found?.get(holder ?? '')?.keys());
};

/** All of the instructions or, where one is refused, none; what they came to. */
const follow = async (
  instructions: readonly Instruction[],
  target: Resource,
  request: DavRequest,
  services: Services,
): Promise<Judgement | Refusal> => {
  const conditions = await gatherConditions(request, services, [{ resource: target, how: 'change' }]);
  if (isRefusal(conditions)) return conditions;
  if (target.is === 'directory-book' && target.keeper !== undefined)
    return evaluate(conditions, null) ?? renameDirectoryBook(target, target.keeper, instructions);
  const stored = await storedNames(services, request.caller, target);
  const judgement = await judge(instructions, target, services.registry.properties, stored, request.locate);
  if (judgement.refused) return judgement;
  const attempt = () => changeProperties(services, request.caller, target, judgement, conditions);
  const done =
    target.is === 'proxy-group' && judgement.members !== undefined && isEmptyChange(judgement.change)
      ? await changeProxies(services, request, target, judgement.members)
      : await commit(services.log, request.metadata, attempt, async () => undefined);
  return isRefusal(done) ? done : judgement;
};

/** RFC 4918 §9.2, RFC 8144 §2.2: all instructions or none. */
export const proppatch: Method = {
  name: 'PROPPATCH',
  handle: async (request, services) => {
    const { target, headers } = request;
    if (target.is === 'unmapped') return refuse('no-such-resource', 'There is nothing here.');
    const instructions = await instructionsOf(request);
    if (!Array.isArray(instructions)) return instructions;
    const judgement = await follow(instructions, target, request, services);
    if (isRefusal(judgement)) return judgement;
    const minimal = parsePrefer([headers.prefer ?? []].flat().join(',')).return === 'minimal';
    if (minimal && !judgement.refused)
      return { status: 204, headers: { 'Preference-Applied': 'return=minimal', Vary: 'Prefer' } };
    return judgementResponse(request, judgement);
  },
};
