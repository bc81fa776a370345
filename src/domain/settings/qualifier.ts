/**
 * An EOQualifier: what SOGo's `filter` of a user source says. `*` in a value stands for any characters; a value that
 * is `*` alone asks whether the field is there.
 */
export type Qualifier =
  | { readonly is: 'compare'; readonly field: string; readonly operator: '=' | '<>'; readonly value: string }
  | { readonly is: 'and' | 'or'; readonly of: readonly Qualifier[] }
  | { readonly is: 'not'; readonly of: Qualifier };
