import type { RunningSimulator } from './demo-run.mjs';

/** Asks something of a running simulator through its control endpoint. @throws Error with the answer where it refuses */
export async function steer(
  { controlUrl, controlToken }: Pick<RunningSimulator, 'controlUrl' | 'controlToken'>,
  path: string,
  body: object,
): Promise<unknown> {
  const response = await fetch(`${controlUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${controlToken}` },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`The simulator answered ${JSON.stringify(answer)} to ${path}.`);
  return answer;
}
