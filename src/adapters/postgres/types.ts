import type { ClientConfig } from 'pg';
import type { LogSchema } from '../../domain/kernel/log-schema.ts';
import type { EventLog, Sql, Subscription } from '../../domain/ports.ts';
import type { Projection } from '../../projections/projection.ts';

/** What the log tells its operator about: the same names as a pino logger. */
export type Report = {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
};

/** How long the one lock may be held and waited for (ms); the tests shorten them. */
export type Patience = {
  /** A holder that does nothing, or too much, is ended after this. */
  readonly hold: number;
  /** A waiter asks again after this… */
  readonly wait: number;
  /** …and answers too-busy when an append has waited this long altogether. */
  readonly giveUp: number;
  /** After a lost connection: how long the fate of what was sent is sought before the outcome is called unknown. */
  readonly resolve: number;
};

export type LogOptions = {
  /** Where the database is; the log adds its own settings to `options`. */
  readonly connection: ClientConfig;
  readonly schema: LogSchema;
  readonly projections: readonly Projection[];
  readonly report?: Report;
  readonly patience?: Partial<Patience>;
  /** Told how far the building of new versions is at the start. */
  readonly progress?: RebuildOptions['progress'];
  /** Connections for questions; 6 when absent. */
  readonly readers?: number;
};

export type RebuildProgress = {
  readonly projections: readonly string[];
  readonly position: number;
  readonly head: number;
};
export type RebuildOptions = {
  readonly only?: readonly string[];
  readonly progress?: ((at: RebuildProgress) => void) | undefined;
};

/** A row that is not what the log says: undefined on the side where it does not exist. */
export type Difference = {
  readonly table: string;
  readonly key: string;
  readonly live: string | undefined;
  readonly rebuilt: string | undefined;
};
export type Verification = {
  /** The position at which everything was compared. */
  readonly position: number;
  readonly events: number;
  /** The first hundred differences… */
  readonly differences: readonly Difference[];
  /** …of so many. */
  readonly count: number;
  /** Patches that met no row while the tables were rebuilt, at least so many: a handler that expects what was never put. */
  readonly patchesWithoutRow: number;
};

/** A following projection, or a worker's checkpoint: where it is, and why it stands still. */
export type Following = { readonly name: string; readonly position: number; readonly parked: string | undefined };

export type PostgresLog = EventLog & {
  /** Prepared statements over the readers' pool; tables are found in the schema `fasti`. */
  readonly sql: Sql;
  /** Deletes one step of what projections noted as unreachable; false when nothing is left to do. */
  sweep(): Promise<boolean>;
  /** Builds same-transaction projections from the log beside the live ones, and switches; the server goes on. */
  rebuild(options?: RebuildOptions): Promise<void>;
  /** Compares every derived row, body hash, position and revision with the log. Changes nothing. */
  verify(): Promise<Verification>;
  /** Runs the following projections in this process until closed; any number of processes may. */
  follow(): Subscription;
  /** Where the following projections are. */
  following(): Promise<readonly Following[]>;
};
