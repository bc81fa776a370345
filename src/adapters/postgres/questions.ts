import type { Client, Connection } from 'pg';
import { numbers } from './connection.ts';
import { Flight, preparedOf, type Step, type StepResult } from './flight.ts';

type Row = Record<string, unknown>;
type ToRow = (fields: readonly (string | null)[]) => Row;
type Field = { readonly name: string; readonly dataTypeID: number };

/** How each statement's rows are read; asked of the server when a statement is first parsed anywhere. */
const shapes = new Map<string, ToRow>();

const shapeOf = (fields: readonly Field[]): ToRow => {
  const columns = fields.map(({ name, dataTypeID }) => ({ name, parse: numbers.getTypeParser(dataTypeID, 'text') }));
  return (values) => {
    const row: Row = {};
    for (let i = 0; i < columns.length; i += 1) {
      const { name, parse } = columns[i]!;
      const value = values[i];
      row[name] = value === null || value === undefined ? null : parse(value);
    }
    return row;
  };
};

/** A flight that also asks what the rows of statements look like that nobody has run yet. */
class Questions extends Flight {
  override send(connection: Connection, step: Step): void {
    const isNew = !this.prepared.names.has(step.text) || this.prepared.doubtful.has(step.text);
    if (isNew && !shapes.has(step.text)) {
      connection.describe({ type: 'S', name: this.parse(connection, step.text) }, true);
    }
    super.send(connection, step);
  }

  override handleRowDescription({ fields }: { fields: Field[] } = { fields: [] }): void {
    const text = this.steps[this.results.length]?.text;
    if (text !== undefined) shapes.set(text, shapeOf(fields));
  }
}

const NO_SHAPE: ToRow = () => ({});

/**
 * Asks several questions in one round trip, as one implicit transaction; their rows in the same order. Rejects with the
 * first error of any, and then none of them has done anything. Gives the connection up after so many milliseconds.
 */
export const askTogether = async (client: Client, steps: readonly Step[], longest: number): Promise<Row[][]> => {
  const questions = client.query(new Questions(steps, preparedOf(client)));
  const results: readonly StepResult[] = await questions.within(longest);
  return results.map(({ rows }, at) => rows.map(shapes.get(steps[at]?.text ?? '') ?? NO_SHAPE));
};
