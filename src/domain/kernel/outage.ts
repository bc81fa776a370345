/** Says once that something outside is out, and once that it is back, however often each is noticed. */
export type Outage = { failed(error: unknown): void; answered(): void };

/** `began` and `ended` tell people; they are called in turn. */
export const outage = (began: (error: unknown) => void, ended: () => void): Outage => {
  let out = false;
  return {
    failed: (error) => {
      if (!out) began(error);
      out = true;
    },
    answered: () => {
      if (out) ended();
      out = false;
    },
  };
};
