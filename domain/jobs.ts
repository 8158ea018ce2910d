import { z } from 'zod';
import { accountIdSchema, integrationIdSchema } from './identifiers';

/** Why a stream is read now: polled by schedule, by a person, again after a failure; or because records were sent. */
export const triggerSchema = z.enum(['schedule', 'manual', 'retry', 'delivery']);
export type Trigger = z.infer<typeof triggerSchema>;

/** The job that polls one stream once. Parsed when it is enqueued and again when it is taken. */
export const pollStreamJobSchema = z.object({
  accountId: accountIdSchema,
  integrationId: integrationIdSchema,
  stream: z.string().min(1).max(64),
});
export type PollStreamJob = z.infer<typeof pollStreamJobSchema>;

export const POLL_QUEUE = 'poll-stream';

/** The job that writes the heat of an account's next policy, or removes that of old ones. */
export const preparePolicyJobSchema = z.object({ accountId: accountIdSchema });
export type PreparePolicyJob = z.infer<typeof preparePolicyJobSchema>;

export const POLICY_QUEUE = 'prepare-policy';
