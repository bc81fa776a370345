/** Steps that conversions between versions have in common. */
import type { WrittenProperty } from './serialize.ts';

/** The property without the parameters of those names. */
export const without = <T extends WrittenProperty>(of: T, ...names: readonly string[]): T => ({
  ...of,
  parameters: of.parameters.filter(({ name }) => !names.includes(name)),
});

/** The property with that parameter, in the place of what it had of that name; without any where there is no value. */
export const withParameter = <T extends WrittenProperty>(of: T, name: string, ...values: readonly string[]): T =>
  withValues(of, name, values);

/** The same for any number of values: a call cannot have as many arguments as a client may send types. */
export function withValues<T extends WrittenProperty>(of: T, name: string, values: readonly string[]): T {
  const rest = without(of, name);
  if (values.length === 0) return rest;
  const found = of.parameters.findIndex((parameter) => parameter.name === name);
  return {
    ...rest,
    parameters: rest.parameters.toSpliced(found < 0 ? rest.parameters.length : found, 0, { name, values }),
  };
}

/** All TYPE parameters as one, whose values are not repeated. */
export function joinTypes<T extends WrittenProperty>(of: T, keep: (type: string) => boolean): T {
  const types = new Map<string, string>();
  for (const { name, values } of of.parameters)
    if (name === 'TYPE')
      for (const type of values.flatMap((value) => value.split(',').map((each) => each.trim())))
        if (type !== '' && keep(type.toLowerCase()))
          types.set(type.toLowerCase(), types.get(type.toLowerCase()) ?? type);
  return withValues(of, 'TYPE', [...types.values()]);
}

/** True for what begins as a URI does: RFC 3986 §3.1. */
export const isUri = (value: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(value);
