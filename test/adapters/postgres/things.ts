import { openPostgresLog } from '../../../src/adapters/postgres/log.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import type { LogOptions, PostgresLog } from '../../../src/adapters/postgres/types.ts';
import type { Json } from '../../../src/domain/kernel/event.ts';
import type { LogSchema } from '../../../src/domain/kernel/log-schema.ts';
import type { Append } from '../../../src/domain/ports.ts';
import {
  clear,
  type Projection,
  patch,
  projection,
  put,
  type RowChange,
  remove,
  table,
} from '../../../src/projections/projection.ts';
import { at, metadata, schemaOf, stream } from '../../contracts/log-words.ts';
import { preparedDatabase, type Version } from '../../support/postgres.ts';

/** A table of things, which events change in the ways that their data name. */
export const things = table({
  name: 'things',
  columns: {
    shelf: 'text',
    nth: 'int4',
    label: 'text?',
    weight: 'float8?',
    bytes: 'bytea?',
    facts: 'jsonb?',
    new: 'bool',
  },
  key: ['shelf', 'nth'],
  indexes: { things_label: '(label)' },
});

export type Change =
  | {
      readonly op: 'put' | 'patch';
      readonly shelf: string;
      readonly nth: number;
      readonly label?: string | null;
      readonly weight?: number;
    }
  | { readonly op: 'delete'; readonly shelf: string; readonly nth: number }
  | { readonly op: 'clear'; readonly shelf: string };

/** What a change of the tests' small language means for the table. */
export const rowChange = (change: Change): RowChange => {
  switch (change.op) {
    case 'put': {
      const { shelf, nth, label = null, weight = null } = change;
      return put(things, { shelf, nth, label, weight, bytes: Buffer.from(shelf), facts: '{"a": 1}', new: true });
    }
    case 'patch': {
      const { label, weight } = change;
      const given = { ...(label === undefined ? {} : { label }), ...(weight === undefined ? {} : { weight }) };
      return patch(things, [change.shelf, change.nth], { ...given, new: false });
    }
    case 'delete':
      return remove(things, [change.shelf, change.nth]);
    case 'clear':
      return clear(things, [change.shelf]);
  }
};

const changesIn = (data: Json): readonly Change[] => data as readonly Change[];

export const thingsAt = (version: number, name = (label: string | null | undefined) => label): Projection =>
  projection({
    name: 'things',
    version,
    when: 'same-transaction',
    tables: [things],
    on: {
      noted: (event) => {
        if (event.data === 'throw') throw new Error('a handler that cannot');
        const changes = Array.isArray(event.data) ? changesIn(event.data) : [];
        return changes.map((change) =>
          rowChange('label' in change ? { ...change, label: name(change.label) ?? null } : change),
        );
      },
    },
  });

/** An append that changes things. */
export const changing = (name: string, expected: number | 'any', data: Json): Append => ({
  writes: [
    { stream: stream(name), expected: expected === 'any' ? 'any' : at(expected), events: [{ type: 'noted', data }] },
  ],
  metadata,
});

type Overrides = Partial<Omit<LogOptions, 'schema'>> & { readonly schema?: LogSchema };

/** A database with its log of things; `open` opens it once more, as another process would. */
export const withThings = async (
  use: (
    log: PostgresLog,
    open: (more?: Overrides) => Promise<PostgresLog>,
    connection: LogOptions['connection'],
  ) => Promise<void>,
  { version, ...options }: Overrides & { version?: Version } = {},
): Promise<void> => {
  const { connection, drop } = await preparedDatabase('migrated', migrate, version);
  const opened: PostgresLog[] = [];
  const open = async (more: Overrides = {}): Promise<PostgresLog> => {
    const log = await openPostgresLog({
      connection,
      schema: schemaOf(),
      projections: [thingsAt(1)],
      ...options,
      ...more,
    });
    opened.push(log);
    return log;
  };
  try {
    await use(await open(), open, connection);
  } finally {
    for (const log of opened) await log.close();
    await drop();
  }
};
