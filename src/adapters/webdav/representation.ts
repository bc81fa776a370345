import { parseAccept } from '../http/headers.ts';

/** Another form of a text that a reader may ask for. */
export type Alternative = {
  readonly type: string;
  readonly version: string;
  readonly of: (source: string) => string;
};

/**
 * RFC 9110 §12.5.1: the alternative that an Accept header names with its version before anything else that would do;
 * undefined where the text as it was sent will.
 */
export const alternativeFor = (
  accept: string | undefined,
  alternatives: readonly Alternative[],
): Alternative | undefined => {
  const [first] = parseAccept(accept)
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ type, parameters }) => ({ type, version: parameters.get('version') }))
    .filter(
      ({ type, version }) =>
        version === undefined || alternatives.some((one) => one.version === version && one.type === type),
    );
  return alternatives.find(({ type, version }) => first?.type === type && first.version === version);
};
