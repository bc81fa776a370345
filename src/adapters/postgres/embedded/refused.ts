/** The embedded server cannot be used; the sentence is for the operator. */
export class EmbeddedRefused extends Error {
  readonly reason: 'already-running' | 'cannot-start' | 'not-ours';
  /** The process that runs on the directory, where the reason is `already-running`. */
  readonly pid: number | undefined;

  constructor(reason: EmbeddedRefused['reason'], sentence: string, pid?: number) {
    super(sentence);
    this.name = 'EmbeddedRefused';
    this.reason = reason;
    this.pid = pid;
  }
}
