import { eventLogContract } from '../contracts/event-log.ts';
import { MemoryStore, openMemoryLog } from './memory-log.ts';

eventLogContract('the log in memory', async () => {
  const store = new MemoryStore();
  return { open: async (schema) => openMemoryLog(store, schema), close: async () => undefined };
});
