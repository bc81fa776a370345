/** The Debian packages that a client needs. */
import { run } from './children.ts';

async function installed(name: string): Promise<boolean> {
  const found = await run('dpkg-query', ['--status', name], { limit: 20 });
  return /^Status: \S+ ok installed$/m.test(found.stdout);
}

/** The ones of `names` that are not installed. */
export async function missingPackages(names: readonly string[]): Promise<string[]> {
  const there = await Promise.all(names.map(installed));
  return names.filter((_, at) => there[at] === false);
}

/** Installs what is missing of `names`, as root only. Returns what is missing still. */
export async function installPackages(names: readonly string[]): Promise<string[]> {
  const missing = await missingPackages(names);
  if (missing.length === 0 || process.getuid?.() !== 0) return missing;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) =>
    run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], { env, limit: 300 });
  const install = () => apt('install', '-y', '--no-install-recommends', ...missing);
  // Lists of packages that are old or absent are fetched once, then it is tried again.
  if ((await install()).code !== 0 && (await apt('update')).code === 0) await install();
  return missingPackages(missing);
}
