import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { IKEY, SKEY } from './simulator-process';

type Reply = (body: unknown) => void;
interface OfficialClient {
  jsonApiCall(method: string, path: string, params: Record<string, string>, reply: Reply): void;
}
type ClientClass = new (ikey: string, skey: string, host: string, version: number) => OfficialClient;

function isClientModule(value: unknown): value is { Client: ClientClass } {
  return (
    typeof value === 'object' && value !== null && 'Client' in value && typeof value.Client === 'function'
  );
}

/** Duo's npm client, unchanged, by one of its two signature versions. */
export function npmClient(version: 2 | 5, skey = SKEY): OfficialClient {
  const loaded: unknown = createRequire(import.meta.url)('@duosecurity/duo_api');
  if (!isClientModule(loaded)) throw new Error('The package @duosecurity/duo_api has no Client.');
  return new loaded.Client(IKEY, skey, 'api-0123abcd.duosecurity.com', version);
}

/** One GET by the npm client; the answer's whole body. */
export function getBy(
  client: OfficialClient,
  path: string,
  params: Record<string, string>,
): Promise<unknown> {
  return new Promise((resolve) => client.jsonApiCall('GET', path, params, resolve));
}

/**
 * The npm client only speaks https to port 443, so its `https.request` is led to a simulator's port. Answers how to
 * undo that.
 */
export function leadToSimulator(port: number): () => void {
  const request = https.request;
  const toSimulator = (options: http.RequestOptions, answered: (response: http.IncomingMessage) => void) =>
    http.request({ ...options, host: '127.0.0.1', port }, answered);
  Object.assign(https, { request: toSimulator });
  return () => Object.assign(https, { request });
}
