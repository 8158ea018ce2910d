import type { DescribedOperation } from './describe-operation';

/** How to call an operation from a shell. `$PARAPET_TOKEN` holds the API token. */
export function curlOf(operation: DescribedOperation, origin: string): string {
  const { method, body, isPublic, forTokens } = operation;
  const lines = [
    `curl${method === 'GET' ? '' : ` --request ${method}`} '${origin}${examplePath(operation)}'`,
  ];
  if (!isPublic && forTokens) lines.push('--header "Authorization: Bearer $PARAPET_TOKEN"');
  if (!forTokens && method !== 'GET') lines.push(`--header 'Origin: ${origin}'`);
  if (!forTokens && !isPublic) lines.push('--cookie "$PARAPET_COOKIE"');
  if (body !== null)
    lines.push(
      `--header 'Content-Type: application/json'`,
      `--data '${quoted(JSON.stringify(body.example))}'`,
    );
  if (operation.answer.kind === 'file') lines.push('--remote-header-name --remote-name');
  return lines.join(' \\\n  ');
}

/** The path with examples in place of what it takes, and the query that must be there. */
export function examplePath({ path, parameters }: DescribedOperation): string {
  const filled = parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce((so, { name, example }) => so.replace(`{${name}}`, encodeURIComponent(String(example))), path);
  const query = new URLSearchParams(
    parameters
      .filter((parameter) => parameter.in === 'query' && parameter.example !== null)
      .map(({ name, example }) => [name, String(example)]),
  ).toString();
  return query === '' ? filled : `${filled}?${query}`;
}

function quoted(text: string): string {
  return text.replaceAll("'", "'\\''");
}
