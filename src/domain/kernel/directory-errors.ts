/** A directory cannot be asked now: never "wrong password", never "no such user". The message is for the log. */
export class DirectoryUnavailable extends Error {
  override readonly name = 'DirectoryUnavailable';
}
