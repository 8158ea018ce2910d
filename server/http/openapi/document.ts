import { SESSION_COOKIE } from '@/server/platform/session-cookie';
import type { PublicOperation } from '@/server/services/public-operation';
import { PROBLEMS, type ProblemCode } from '../problem';
import { curlOf } from './curl';
import { type DescribedOperation, describeOperation } from './describe-operation';
import { type Tag, tagOf, tagPlace } from './tags';

type Json = Readonly<Record<string, unknown>>;

/** Refusals that operations answer with, by the name of their response. */
const RESPONSES: Readonly<Record<string, { readonly code: ProblemCode; readonly detail: string }>> = {
  NotAccepted: { code: 'invalid_input', detail: 'name: Write the name of the token.' },
  NotSignedIn: { code: 'unauthenticated', detail: 'Nobody is signed in. Sign in and try again.' },
  NotAllowed: {
    code: 'forbidden',
    detail: 'Your role does not allow this. Ask an administrator of your account for it.',
  },
  NotFound: { code: 'not_found', detail: 'This person does not exist, or not in this account.' },
  InConflict: {
    code: 'conflict',
    detail: 'name: you have a token called Nightly export already. Choose another name.',
  },
  TooLarge: { code: 'body_too_large', detail: 'The body is larger than 1 MB. Send less at a time.' },
  NotJson: {
    code: 'unsupported_media_type',
    detail: 'Send the body as JSON, with Content-Type: application/json.',
  },
  TooOften: {
    code: 'too_many_requests',
    detail: 'You ask for this too often. Wait 6 seconds and try again.',
  },
  NotAvailable: {
    code: 'unavailable',
    detail: 'The database does not answer. Nothing was changed by this request; try again in a moment.',
  },
};

const INTRODUCTION = `Everything that Parapet's own pages do, programs can do: each operation is one function behind one \
check of permission.

**Sign-in.** Make an API token under Settings, API tokens, and send it as \`Authorization: Bearer parapet_…\`. A token \
may what was chosen for it, as far as its member still may. Browsers use the cookie of a session; a change then needs the \
header \`Origin\` of Parapet itself. A request brings one of the two.

**Answers** are JSON, or a file where it says so. What is refused is answered with problem+json (RFC 9457): a sentence in \
\`detail\`, a closed set of words in \`code\`, and in \`errors\` each field that was not accepted. A fault of Parapet's own \
says its \`requestId\`, under which the log has the rest.

**Limits.** A body holds 1 MiB at most. A token may ask 120 times at once, then five times a second; operations that reach \
over the network ten times, then every six seconds. A 429 says in \`Retry-After\` when to come again.

**Lists** that go on answer with \`nextCursor\`; send it as \`cursor\` for what follows. Instants are ISO 8601 in UTC.`;

/** The API as an OpenAPI 3.1 document, from the registry of operations. */
export function openApiDocument(operations: readonly PublicOperation[], origin: string): Json {
  const described = operations.map(describeOperation);
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of described) {
    const place = (paths[operation.path] ??= {});
    place[operation.method.toLowerCase()] = operationObject(operation, origin);
  }
  paths['/api/v1/live'] = { get: liveObject() };
  return {
    openapi: '3.1.1',
    info: {
      title: 'Parapet',
      version: '1',
      summary: 'Who is being attacked through their sign-ins, and how we know.',
      description: INTRODUCTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: origin, description: 'This Parapet.' }],
    tags: tagsOf([...described.map(({ tag }) => tag), tagOf('/api/v1/live')]),
    security: [{ apiToken: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        apiToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'parapet_ and 49 letters and digits',
          description: 'An API token, made under Settings, API tokens.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: SESSION_COOKIE,
          description: 'The cookie of a browser that is signed in. A change needs the header Origin too.',
        },
      },
      schemas: { Problem: PROBLEM_SCHEMA },
      responses: Object.fromEntries(
        Object.entries(RESPONSES).map(([name, { code, detail }]) => [name, responseObject(code, detail)]),
      ),
    },
  };
}

const PROBLEM_SCHEMA: Json = {
  type: 'object',
  description: 'Why something was refused (RFC 9457).',
  properties: {
    type: { type: 'string', description: 'A URN that ends in the code.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'The sentence for whoever asked: what is wrong, and the remedy.' },
    code: { type: 'string', enum: Object.keys(PROBLEMS) },
    errors: {
      type: 'array',
      description: 'Each field that was not accepted.',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, message: { type: 'string' } },
        required: ['field', 'message'],
      },
    },
    requestId: { type: 'string', format: 'uuid', description: 'Under which the log has the rest.' },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'errors', 'requestId'],
};

function responseObject(code: ProblemCode, detail: string): Json {
  const { status, title } = PROBLEMS[code];
  const [field, message] = /^(\w+): (.*)$/.exec(detail)?.slice(1) ?? [];
  const errors = field === undefined ? [] : [{ field, message }];
  const requestId = '3f2b8a52-6c1d-4f0e-9a57-1f4f0f6b2c11';
  const example = { type: `urn:parapet:problem:${code}`, title, status, detail, code, errors, requestId };
  return {
    description: title,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example } },
  };
}

function operationObject(operation: DescribedOperation, origin: string): Json {
  const { name, tag, summary, description, access, parameters, body, isPublic, forTokens } = operation;
  return {
    operationId: name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    tags: [tag.name],
    summary,
    description: [description, access].filter((text) => text !== '').join('\n\n'),
    ...(isPublic ? { security: [] } : forTokens ? {} : { security: [{ session: [] }] }),
    ...(parameters.length > 0 && {
      parameters: parameters.map((parameter) => ({
        name: parameter.name,
        in: parameter.in,
        required: parameter.required,
        schema: parameter.schema,
        ...(parameter.example === null ? {} : { example: parameter.example }),
      })),
    }),
    ...(body !== null && {
      requestBody: {
        required: body.required,
        content: { 'application/json': { schema: body.schema, example: body.example } },
      },
    }),
    responses: { '200': { description: 'Done.', content: contentOf(operation) }, ...refusalsOf(operation) },
    'x-codeSamples': [{ lang: 'Shell', source: curlOf(operation, origin) }],
  };
}

function contentOf({ answer, progress }: DescribedOperation): Json {
  if (answer.kind === 'file')
    return Object.fromEntries(
      answer.types.map((type) => [
        type,
        { schema: { type: 'string', description: 'A file, sent piece by piece, with Content-Disposition.' } },
      ]),
    );
  const json = { 'application/json': { schema: answer.schema, example: answer.example } };
  if (progress === null) return json;
  const problem = { $ref: '#/components/schemas/Problem' };
  return {
    ...json,
    'application/x-ndjson': {
      schema: {
        description:
          'Asked for with Accept: application/x-ndjson, a line of JSON for each step as soon as it is done, and a last one with the answer or the problem.',
        oneOf: [
          { type: 'object', properties: { part: progress }, required: ['part'] },
          { type: 'object', properties: { answer: answer.schema }, required: ['answer'] },
          { type: 'object', properties: { problem }, required: ['problem'] },
        ],
      },
    },
  };
}

function refusalsOf({ isPublic, body, parameters, method }: DescribedOperation): Json {
  const named: [string, string][] = [['400', 'NotAccepted']];
  if (!isPublic) named.push(['401', 'NotSignedIn']);
  named.push(['403', 'NotAllowed']);
  if (parameters.length > 0 || body !== null) named.push(['404', 'NotFound']);
  if (method !== 'GET') named.push(['409', 'InConflict']);
  if (body !== null) named.push(['413', 'TooLarge'], ['415', 'NotJson']);
  named.push(['429', 'TooOften'], ['503', 'NotAvailable']);
  return Object.fromEntries(
    named.map(([status, name]) => [status, { $ref: `#/components/responses/${name}` }]),
  );
}

function liveObject(): Json {
  return {
    operationId: 'followLive',
    tags: [tagOf('/api/v1/live').name],
    summary: 'Follow what changes',
    description:
      'Server-sent events: `event: hello` when listening, then `data: {"topics": […]}` for each change in the account. A message says that something changed, not what. The stream ends with the session. Only for browsers that are signed in: no API token opens it.',
    security: [{ session: [] }],
    responses: {
      '200': {
        description: 'A stream that goes on.',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
      '401': { $ref: '#/components/responses/NotSignedIn' },
      '403': { $ref: '#/components/responses/NotAllowed' },
      '429': { $ref: '#/components/responses/TooOften' },
    },
  };
}

function tagsOf(tags: readonly Tag[]): Json[] {
  const named = new Map(tags.map(({ name, description }) => [name, { name, description }]));
  return [...named.values()].sort(
    (a, b) => tagPlace(a.name) - tagPlace(b.name) || a.name.localeCompare(b.name),
  );
}
