import type { z } from 'zod';
import {
  type Effect,
  execute,
  isForTokens,
  type Method,
  type Operation,
  type OperationPermission,
  type OperationRequest,
} from './operation';

/** An operation as the HTTP layer, OpenAPI and the matrix tests see it: what it is, and how to execute it. */
export interface PublicOperation {
  readonly name: string;
  readonly method: Method;
  /** As in `/api/v1/people/:id`. */
  readonly path: string;
  readonly permission: OperationPermission;
  readonly effect: Effect;
  /** Why members prove shortly before it who they are, where they have to. */
  readonly stepUp?: string;
  /** Whether that is so of some inputs only. */
  readonly stepUpForSome: boolean;
  /** Said where one proof of many is not enough for it. */
  readonly stepUpBy?: 'everything';
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** @throws Refusal */
  readonly execute: (request: OperationRequest) => Promise<unknown>;
  /** Whether an API token is of use for it. */
  readonly forTokens: boolean;
  /** What it reports while it works; left out where it reports nothing. */
  readonly progress?: z.ZodType;
}

/** An operation as one of the registry. @throws Error where it is internal */
export function published<
  I extends z.ZodType,
  O extends z.ZodType,
  E extends Effect,
  P extends OperationPermission,
>(operation: Operation<I, O, E, P>): PublicOperation {
  const { name, http, permission, effect, input, output } = operation;
  if (http === 'internal') throw new Error(`${name} is internal: it has no place in the registry.`);
  return {
    name,
    ...http,
    permission,
    effect,
    input,
    output,
    forTokens: isForTokens(operation),
    ...(operation.progress !== undefined && { progress: operation.progress }),
    ...(operation.stepUp === undefined ? {} : { stepUp: operation.stepUp }),
    stepUpForSome: operation.stepUpFor !== undefined,
    ...(operation.stepUpBy === undefined ? {} : { stepUpBy: operation.stepUpBy }),
    execute: (request) => execute(operation, request),
  };
}
