import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Gives the address of a DAV root to which this answers, while it is used. */
export const onLoopback = async <T>(
  handler: (request: IncomingMessage, response: ServerResponse) => unknown,
  use: (url: URL) => Promise<T>,
): Promise<T> => {
  const server: HttpServer = createServer(handler);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    return await use(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/SOGo/dav/`));
  } finally {
    server.closeAllConnections();
    server.close();
  }
};
