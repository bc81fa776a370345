import { Worker } from 'node:worker_threads';
import type { CryptQuestion } from './worker.ts';

/**
 * crypt(3) is JavaScript here: 80 ms for bcrypt 10, 11 for SHA-crypt, 3 for the others, without a pause, and every
 * request would wait. A worker thread costs some 100 ms once and 0.2 for a question. There are as many as questions at a time.
 */
const idle: Worker[] = [];

const start = (): Worker => {
  const worker = new Worker(new URL('worker.ts', import.meta.url));
  worker.unref();
  return worker;
};

/** `crypt` in another thread. Rejects when that thread could not be started or broke. */
export const cryptOffLoop = (password: string, setting: string): Promise<string | undefined> => {
  const worker = idle.pop() ?? start();
  const question: CryptQuestion = { password, setting };
  // Nobody waits for a worker that has nothing to do, the end of the process included.
  worker.ref();
  return new Promise((resolve, reject) => {
    const gone = (why: Error | number): void => reject(new Error(`the worker of crypt ended: ${why}`));
    worker.once('error', gone).once('exit', gone);
    worker.once('message', (hash: string | undefined) => {
      worker.off('error', gone).off('exit', gone).unref();
      idle.push(worker);
      resolve(hash);
    });
    worker.postMessage(question);
  });
};
