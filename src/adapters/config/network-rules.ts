import { isIP } from 'node:net';
import type { Configuration } from '../../domain/settings/configuration.ts';
import { settingOf } from '../../domain/settings/configuration.ts';
import type { Findings } from './findings.ts';

const POSTGRESQL = /^postgres(?:ql)?:\/\//i;
const REDIS = /^rediss?:\/\//i;
const SHARED_STORE = ['OCSStoreURL', 'OCSAclURL', 'OCSCacheFolderURL'] as const;

/** Addresses of databases and proxies, and the files of TLS. */
export const checkNetwork = (all: Configuration, findings: Findings, environment: NodeJS.ProcessEnv): void => {
  checkDatabase(all, findings, environment);
  const { FastiRedisURL: redis, FastiTLSCertificate: certificate, FastiTLSKey: key } = all.system;
  if (redis !== undefined && !REDIS.test(redis))
    findings.refuse('FastiRedisURL', 'wants an address such as redis://host:6379/0.');
  if ((certificate === undefined) !== (key === undefined))
    findings.refuse(
      certificate === undefined ? 'FastiTLSKey' : 'FastiTLSCertificate',
      'is of no use alone: FastiTLSCertificate and FastiTLSKey go together.',
    );
  checkProxies(all, findings, environment);
};

const checkDatabase = ({ system }: Configuration, findings: Findings, environment: NodeJS.ProcessEnv): void => {
  const { FastiDatabaseURL: own, SOGoProfileURL: profile } = system;
  if (own !== undefined && own !== 'embedded' && !POSTGRESQL.test(own))
    findings.refuse('FastiDatabaseURL', 'wants `embedded` or postgresql://user:password@host:port/database.');
  if (own === undefined && profile !== undefined && !POSTGRESQL.test(profile) && !environment.DATABASE_URL)
    findings.refuse(
      'SOGoProfileURL',
      'is not PostgreSQL, and Fasti keeps its data in PostgreSQL only: set FastiDatabaseURL to `embedded` for a database of its own, or to postgresql://user:password@host:port/database.',
    );
  const stores = SHARED_STORE.filter((key) => system[key] !== undefined);
  if (stores.length > 0 && stores.length < SHARED_STORE.length)
    findings.warn(stores[0] ?? '', `is set without the others: SOGo wants all of ${SHARED_STORE.join(', ')} or none.`);
};

/** An address or a network: `10.0.0.0/8`, `fd00::/8`. */
const isNetwork = (text: string): boolean => {
  const [address = '', bits, more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
};

const checkProxies = (all: Configuration, findings: Findings, environment: NodeJS.ProcessEnv): void => {
  const proxies = settingOf(all, 'FastiTrustedProxies');
  for (const proxy of proxies)
    if (!isNetwork(proxy))
      findings.refuse('FastiTrustedProxies', `wants addresses and networks such as 10.0.0.0/8, not “${proxy}”.`);
  if (settingOf(all, 'SOGoTrustProxyAuthentication') && proxies.length === 0 && !environment.FASTI_TRUSTED_PROXY)
    findings.warn(
      'SOGoTrustProxyAuthentication',
      'has no effect: FastiTrustedProxies names no proxy whose word could be believed.',
    );
};
