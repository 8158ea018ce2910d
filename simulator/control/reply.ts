import type { z } from 'zod';
import type { Stage } from '../campaigns/stage';
import type { Clock } from '../clock';
import type { DuoState } from '../protocol/duo-server';
import type { Chronicle } from '../records/chronicle';

/** What a control call may look at and change. */
export interface ControlContext {
  readonly state: DuoState;
  readonly clock: Clock;
  readonly stage: Stage;
  readonly chronicle: Chronicle;
  /** Start of the history that is served, in milliseconds. */
  readonly oldest: number;
}

export interface ControlReply {
  readonly status: number;
  readonly body: unknown;
}

export type Route = (context: ControlContext, body: unknown, query: URLSearchParams) => ControlReply;

export const done = (body: unknown): ControlReply => ({ status: 200, body });
export const refuse = (error: string): ControlReply => ({ status: 400, body: { error } });

/** A route whose body must have a shape; says which field has not. */
export function withBody<T>(
  schema: z.ZodType<T>,
  run: (context: ControlContext, input: T) => ControlReply,
): Route {
  return (context, body) => {
    const parsed = schema.safeParse(body);
    if (parsed.success) return run(context, parsed.data);
    const issue = parsed.error.issues[0];
    return refuse(`Body field "${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'is wrong'}.`);
  };
}
