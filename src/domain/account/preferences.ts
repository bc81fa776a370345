import type { Body, Json } from '../kernel/event.ts';
import { readJsonBody } from '../kernel/json-body.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { MAX_PREFERENCE_KEY_OCTETS, MAX_PREFERENCE_OCTETS, MAX_PREFERENCES } from '../limits.ts';

/** SOGo's two sets: `defaults` is what a person chooses, over the domain's and the system's; `settings` what programs remember. */
export const PREFERENCE_PARTS = ['defaults', 'settings'] as const;
export type PreferencePart = (typeof PREFERENCE_PARTS)[number];

/** SOGo's top-level keys and their values, of one part. Signatures, addresses and answers to questions are personal. */
export type Preferences = Readonly<Record<string, Json>>;
export type PreferenceChange = { readonly set: Preferences; readonly remove: readonly string[] };

/** The values an event set; none of them once its body was erased. */
export const readPreferenceBody = (body: Body | undefined): ReadonlyMap<string, Json> =>
  new Map(Object.entries(readJsonBody<Preferences>(body, {})));

const octets = (text: string): number => new TextEncoder().encode(text).length;

/** Any name goes that can be typed and told: SOGo has no list of them, either. */
const isUsable = (key: string): boolean =>
  key !== '' && octets(key) <= MAX_PREFERENCE_KEY_OCTETS && !/[\p{C}\p{Z}]/u.test(key);

/** The keys a part has after a change of those it had. */
export const keysAfter = (keys: readonly string[], set: readonly string[], removed: readonly string[]): string[] => [
  ...new Set([...keys.filter((key) => !removed.includes(key)), ...set]),
];

/** Why a part with these keys cannot be changed so. */
export const preferenceRefusal = (keys: readonly string[], { set, remove }: PreferenceChange): Refusal | undefined => {
  const unusable = [...Object.keys(set), ...remove].find((key) => !isUsable(key));
  if (unusable !== undefined)
    return refuse('name-unusable', `A key has 1 to ${MAX_PREFERENCE_KEY_OCTETS} octets, none of them a space.`);
  const [large] = Object.entries(set).find(([, value]) => octets(JSON.stringify(value)) > MAX_PREFERENCE_OCTETS) ?? [];
  if (large !== undefined)
    return refuse('preference-too-large', `${large}: a preference may have ${MAX_PREFERENCE_OCTETS} octets.`);
  if (keysAfter(keys, Object.keys(set), remove).length > MAX_PREFERENCES)
    return refuse('too-many-preferences', `There may be ${MAX_PREFERENCES} preferences.`);
  return undefined;
};
