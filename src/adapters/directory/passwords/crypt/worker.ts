import { parentPort } from 'node:worker_threads';
import { crypt } from './crypt.ts';

/** One question to the worker: both are in clear. */
export type CryptQuestion = { readonly password: string; readonly setting: string };

parentPort?.on('message', ({ password, setting }: CryptQuestion) => {
  parentPort?.postMessage(crypt(password, setting));
});
