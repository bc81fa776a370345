/** A directory cannot be asked now: never "wrong password", never "no such user". The message is for the log. */
export class DirectoryUnavailable extends Error {
  override readonly name = 'DirectoryUnavailable';
}

/** Some sources cannot be asked, and the others have nobody, or not with this password. */
export class PartlyUnavailable extends DirectoryUnavailable {
  /** The ids of those that cannot be asked. */
  readonly out: ReadonlySet<string>;

  constructor(message: string, out: ReadonlySet<string>) {
    super(message);
    this.out = out;
  }
}
