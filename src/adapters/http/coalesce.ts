/** Runs work unless the same is under way: who asks for it meanwhile gets the same answer. */
export const coalesce = <Result>() => {
  const underWay = new Map<string, Promise<Result>>();
  return (key: string, work: () => Promise<Result>): Promise<Result> => {
    const started = underWay.get(key) ?? work().finally(() => underWay.delete(key));
    underWay.set(key, started);
    return started;
  };
};
