import * as http from 'node:http';
import * as https from 'node:https';
import type { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import type { HttpAgents } from '../http/http-client.ts';

type Callback = (error: Error | null, stream?: Duplex) => void;

/** Agents whose connections are made by `connect`, one at a time and kept: all requests share it. */
export function tunnelAgents(connect: () => Promise<Duplex>): HttpAgents {
  const plain = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const secure = new https.Agent({ keepAlive: true, maxSockets: 1 });
  const handTo = (callback: Callback, make: (stream: Duplex) => Duplex) => {
    connect().then((stream) => callback(null, make(stream)), callback);
  };
  // The types know only agents that connect at once; Node.js takes the callback.
  Object.assign(plain, {
    createConnection: (_options: unknown, callback: Callback) => handTo(callback, (stream) => stream),
  });
  Object.assign(secure, {
    createConnection: (options: tls.ConnectionOptions, callback: Callback) =>
      handTo(callback, (socket) => tls.connect({ ...options, socket })),
  });
  return { 'http:': plain, 'https:': secure };
}
