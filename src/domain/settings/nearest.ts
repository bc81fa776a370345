/** Letters to change, add or leave out between two names. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
};

/** More letters than this are another word, not a slip. */
const SLIPS = 2;

/** The name that was probably meant: the nearest one, letter case aside; undefined when none is near. */
export const nearest = (name: string, known: readonly string[]): string | undefined => {
  const folded = name.toLowerCase();
  const near = known
    .filter((one) => Math.abs(one.length - name.length) <= SLIPS)
    .map((one) => ({ one, off: distance(folded, one.toLowerCase()) }))
    .filter(({ off }) => off <= SLIPS)
    .sort((a, b) => a.off - b.off);
  return near[0]?.one;
};
