import { z } from 'zod';

/** Branded ids: a person's id can never be handed where an integration's is wanted. All are UUIDs. */
export const accountIdSchema = z.uuid('This is not an account id.').brand('AccountId');
export const memberIdSchema = z.uuid('This is not a member id.').brand('MemberId');
export const integrationIdSchema = z.uuid('This is not an integration id.').brand('IntegrationId');
export const personIdSchema = z.uuid('This is not a person id.').brand('PersonId');
export const eventIdSchema = z.uuid('This is not an identity event id.').brand('EventId');
export const dispositionIdSchema = z.uuid('This is not a disposition id.').brand('DispositionId');
export const loopIdSchema = z.string().regex(/^[0-9a-f]{32}$/, 'This is not the id of a retry loop.');
export const campaignIdSchema = z.uuid('This is not a campaign id.').brand('CampaignId');
export const accountEventIdSchema = z.uuid('This is not the id of a system event.').brand('AccountEventId');

export type AccountId = z.infer<typeof accountIdSchema>;
export type MemberId = z.infer<typeof memberIdSchema>;
export type IntegrationId = z.infer<typeof integrationIdSchema>;

/** An instant as it is asked with, in years that the database and the records of vendors know: ISO 8601 in UTC. */
export const instantSchema = z.iso
  .datetime({ error: 'Write the instant as in 2026-11-01T08:30:00Z.' })
  .refine(
    (instant) => !/^\d{4}-/.test(instant) || instant >= '1970',
    'Write an instant of the years 1970 to 9999.',
  );
