import type { Configuration } from '../../domain/settings/configuration.ts';
import { settingOf } from '../../domain/settings/configuration.ts';
import type { SettingKey } from '../../domain/settings/table.ts';
import type { Findings } from './findings.ts';

/** Values that SOGo ships: everybody knows them. `used` says whether the secret protects anything here. */
const PUBLISHED: readonly {
  readonly key: SettingKey;
  readonly value: string;
  used(configuration: Configuration): boolean;
}[] = [
  { key: 'SOGoEncryptionKey', value: 'MySOGoEncryptionKey', used: () => true },
  { key: 'SOGoJWTSecret', value: 'SOGo', used: (all) => settingOf(all, 'SOGoPasswordRecoveryEnabled') },
  {
    key: 'SOGoURLEncryptionPassphrase',
    value: 'SOGoSuperSecret0',
    used: (all) => settingOf(all, 'SOGoURLEncryptionEnabled'),
  },
];

/** AES-128 and AES-256: the characters are the key's octets. */
const PASSPHRASE = /^[\x21-\x7e ]{16}$/;
const SECRET = /^[\x21-\x7e ]{32}$/;

/** Secrets that everybody knows or that no cipher takes are refused. */
export const checkSecrets = (all: Configuration, findings: Findings, environment: NodeJS.ProcessEnv): void => {
  for (const { key, value, used } of PUBLISHED)
    if (all.system[key] === value && used(all))
      findings.refuse(
        key,
        'is SOGo’s published default, which everybody knows: set another, or none, and Fasti makes one.',
      );
  const { SOGoURLEncryptionPassphrase: passphrase } = all.system;
  if (passphrase !== undefined && !PASSPHRASE.test(passphrase))
    findings.refuse('SOGoURLEncryptionPassphrase', 'wants exactly 16 ASCII characters.');
  checkStoredSecret(all, findings, environment);
};

const checkStoredSecret = (all: Configuration, findings: Findings, environment: NodeJS.ProcessEnv): void => {
  const type = settingOf(all, 'SOGoSecretType');
  const value = settingOf(all, 'SOGoSecretValue');
  if (type === 'none') {
    if (value !== undefined) findings.warn('SOGoSecretValue', 'is not used while SOGoSecretType is none.');
  } else if (value === undefined) {
    findings.refuse('SOGoSecretType', `is ${type}, but SOGoSecretValue is not set.`);
  } else if (type === 'plain') {
    if (!SECRET.test(value)) findings.refuse('SOGoSecretValue', 'wants exactly 32 ASCII characters.');
  } else if (environment[value] === undefined) {
    findings.refuse('SOGoSecretValue', 'names an environment variable that is not set.');
  } else if (!SECRET.test(environment[value])) {
    findings.refuse('SOGoSecretValue', 'names an environment variable that does not hold exactly 32 ASCII characters.');
  }
};
