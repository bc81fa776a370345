/** What the commands do; each resolves to the exit code. Errors that it throws are told on stderr, with exit code 1. */
export type Actions = {
  serve(options: ServeOptions): Promise<number>;
  addUser(login: string, options: DataOptions & NewUserOptions): Promise<number>;
  importUsers(file: string, options: DataOptions): Promise<number>;
  listUsers(options: DataOptions): Promise<number>;
  showUser(login: string, options: DataOptions): Promise<number>;
  setPassword(login: string, options: DataOptions & PasswordOptions): Promise<number>;
  removeUser(login: string, options: DataOptions): Promise<number>;
  addAppPassword(login: string, options: DataOptions & AppPasswordOptions): Promise<number>;
  listAppPasswords(login: string, options: DataOptions): Promise<number>;
  revokeAppPassword(login: string, id: string, options: DataOptions): Promise<number>;
  getPreference(part: string, login: string, key: string, options: DataOptions): Promise<number>;
  setPreference(
    part: string,
    login: string,
    key: string,
    value: string | undefined,
    options: DataOptions & { readonly file?: string },
  ): Promise<number>;
  unsetPreference(part: string, login: string, key: string, options: DataOptions): Promise<number>;
  removeDoubles(login: string, folder: string, options: DataOptions & { readonly dryRun?: true }): Promise<number>;
  manageAcl(
    asked: readonly [action: string, owner: string, path: string, who: string],
    rights: string | undefined,
    options: DataOptions,
  ): Promise<number>;
  addWebCalendar(login: string, address: string, options: DataOptions & { readonly name?: string }): Promise<number>;
  listWebCalendars(login: string, options: DataOptions): Promise<number>;
  refreshWebCalendars(login: string, id: string | undefined, options: DataOptions): Promise<number>;
  removeWebCalendar(login: string, id: string, options: DataOptions): Promise<number>;
  mobileconfig(login: string, options: DataOptions & ProfileOptions): Promise<number>;
  logins(login: string | undefined, options: DataOptions & { readonly since?: string }): Promise<number>;
  checkConfig(file: string | undefined, options: ConfigOptions): Promise<number>;
  dumpConfig(all: boolean, options: ConfigOptions): Promise<number>;
  log(of: string, options: DataOptions & { readonly json?: true }): Promise<number>;
  rebuild(projection: string | undefined, options: DataOptions): Promise<number>;
  verify(options: DataOptions): Promise<number>;
  raiseEpoch(options: DataOptions): Promise<number>;
};

export type ConfigOptions = { readonly config?: string };
/** `data` is absent where nobody said it: the configuration may. */
export type DataOptions = ConfigOptions & { readonly data?: string };
export type PasswordOptions = { readonly password?: string; readonly passwordStdin?: true };
export type NewUserOptions = PasswordOptions & {
  readonly mail: readonly string[];
  readonly name: string;
  readonly kind: string;
  readonly multipleBookings?: string;
};
export type AppPasswordOptions = { readonly label: string; readonly scope: string };
export type ProfileOptions = { readonly calendar?: string; readonly addressBook?: string; readonly url?: string };
export type ServeOptions = DataOptions & {
  readonly listen?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly trustedProxy: readonly string[];
  readonly insecure?: true;
};
