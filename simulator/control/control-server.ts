import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readBody } from '../protocol/read-body';
import { CONTROL_ROUTES } from './control-routes';
import type { ControlContext, ControlReply } from './reply';

function hasToken(incoming: IncomingMessage, token: string): boolean {
  const given = Buffer.from(incoming.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function send(response: ServerResponse, { status, body }: ControlReply): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function reply(
  context: ControlContext,
  token: string,
  incoming: IncomingMessage,
): Promise<ControlReply> {
  if (!hasToken(incoming, token)) {
    return {
      status: 401,
      body: { error: 'Send the header "Authorization: Bearer" with the control token.' },
    };
  }
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  const route = CONTROL_ROUTES[`${incoming.method ?? 'GET'} ${url.pathname}`];
  if (!route) {
    const routes = Object.keys(CONTROL_ROUTES).join(', ');
    return { status: 404, body: { error: `There is no such control path. There are: ${routes}.` } };
  }
  const text = await readBody(incoming);
  let body: unknown;
  try {
    body = text === '' ? {} : JSON.parse(text);
  } catch {
    return { status: 400, body: { error: 'The body is not JSON.' } };
  }
  return route(context, body, url.searchParams);
}

/** The server by which tests and the demo steer the simulator; not listening yet. */
export function createControlServer(context: ControlContext, token: string): Server {
  return createServer((incoming, response) => {
    reply(context, token, incoming)
      .then((answer) => send(response, answer))
      .catch((error: unknown) =>
        send(response, {
          status: 500,
          body: { error: error instanceof Error ? error.message : String(error) },
        }),
      );
  });
}
