/** One record of a file, and the line it begins on (from 1). */
export type CsvRecord = { readonly line: number; readonly fields: readonly string[] };

export type CsvProblem = { readonly is: 'problem'; readonly line: number; readonly message: string };

/** A field: in quotes, where a doubled quote is one, or up to what ends it. */
const FIELD = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
const END = /,|\r\n|\n|\r|$/y;

const lines = (text: string): number => text.split(/\r\n|\n|\r/).length - 1;

/** RFC 4180 §2: the records of a comma-separated file; lines without anything are passed over. */
export const parseCsv = (text: string): readonly CsvRecord[] | CsvProblem => {
  const content = text.replace(/^\uFEFF/, '');
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let line = 1;
  let begun = 1;
  for (let at = 0; at < content.length; ) {
    FIELD.lastIndex = at;
    const [whole = '', quoted, bare = ''] = FIELD.exec(content) ?? [];
    END.lastIndex = at + whole.length;
    const end = END.exec(content)?.[0];
    if (end === undefined)
      return { is: 'problem', line, message: 'A quote stands where none can; fields with quotes are quoted whole.' };
    fields.push(quoted?.replaceAll('""', '"') ?? bare);
    line += lines(whole + end);
    at += whole.length + end.length;
    if (end === ',' && at < content.length) continue;
    if (end === ',') fields.push('');
    if (fields.length > 1 || fields[0] !== '') records.push({ line: begun, fields });
    fields = [];
    begun = line;
  }
  return records;
};
