import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Candidate, Outcome } from '@/domain/detection/candidate';
import type { EventKind } from '@/domain/event-catalogue';
import { type AccountId, accountIdSchema } from '@/domain/identifiers';
import { heatOf } from '@/domain/scoring/heat';
import type { Criticality, ScoringPolicy } from '@/domain/scoring/policy';
import type { Database } from '@/server/data/database';
import { scoredEventsOf, writeEvents } from '@/server/data/events/identity-events';
import { insertIntegration } from '@/server/data/integrations/integrations';
import { lockPeople } from '@/server/data/people/merge-people';
import { criticalitiesOf } from '@/server/data/scoring/person-heat';
import type { Actor } from '@/server/services/actor';
import { rescorePeople } from '@/server/services/scoring/rescore-people';
import { SIGN_INS_ALONE } from './duo-record';
import { openWebHouse, type WebHouse } from './web-house';

/** An event that a test wants somebody to have. */
export interface EventWish {
  readonly kind: EventKind;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly confidence?: number;
  readonly anchor?: string;
  /** By default refused. */
  readonly outcome?: Outcome;
}

/** A web house with an account whose people have events by hand. */
export interface ScoringHouse extends WebHouse {
  readonly accountId: AccountId;
  readonly who: { readonly actor: Actor; readonly runtime: WebHouse['runtime'] };
  /** A new person with these events, recorded at `recordedAt` (epoch milliseconds; by default now). */
  person(
    events: readonly EventWish[],
    facts?: { criticality?: Criticality; name?: string; recordedAt?: number },
  ): Promise<string>;
  /** More events of somebody. */
  raise(personId: string, events: readonly EventWish[], recordedAt?: number): Promise<void>;
}

/** Opens a house with one account, its administrator and an integration. */
export async function openScoringHouse(): Promise<ScoringHouse> {
  const house = await openWebHouse();
  await house.setUp();
  const [account] = await house.sql('SELECT id FROM account');
  const accountId = accountIdSchema.parse(account?.id);
  const integrationId = randomUUID();
  const { database, vault } = house.runtime;
  await database.inAccount(accountId, (tx) =>
    insertIntegration(accountId, tx, vault, {
      id: integrationId,
      connector: 'cisco-duo',
      name: 'Duo',
      description: '',
      host: 'api-12345678.duosecurity.com',
      ikeyEnding: 'ABCD',
      edition: null,
      enabledAt: 0,
      createdAt: Date.now(),
      createdBy: 'test',
      credentials: {},
      streams: SIGN_INS_ALONE,
    }),
  );
  const raise: ScoringHouse['raise'] = (personId, events, recordedAt = Date.now()) =>
    database.inAccount(accountId, async (tx) => {
      await lockPeople(accountId, tx, [personId]);
      const writes = events.map((wish) => ({
        found: { personId, candidate: candidateOf(wish) },
        replaces: null,
        integrationId,
        verdict: 'enforced',
        receivedAt: recordedAt,
      }));
      await writeEvents(accountId, tx, writes, [], recordedAt);
      await rescorePeople(accountId, tx, [personId]);
    });
  return Object.assign(house, {
    accountId,
    who: { actor: { kind: 'system' as const, name: 'test', accountId }, runtime: house.runtime },
    raise,
    person: async (
      events: readonly EventWish[],
      facts: { criticality?: Criticality; name?: string; recordedAt?: number } = {},
    ) => {
      const id = randomUUID();
      const name = facts.name ?? `person ${id.slice(0, 4)}`;
      await house.sql(
        `INSERT INTO person ("accountId", id, name, username, groups, criticality, "firstSeenAt", "lastSeenAt")
         VALUES ($1, $2, $3, $3, '{}', $4, now(), now())`,
        [accountId, id, name, facts.criticality ?? 'standard'],
      );
      await raise(id, events, facts.recordedAt);
      return id;
    },
  });
}

function candidateOf({
  kind,
  at,
  confidence = 1,
  anchor = randomUUID(),
  outcome = 'refused',
}: EventWish): Candidate {
  return {
    kind,
    anchor,
    occurredAt: at,
    confidence,
    outcome,
    sources: [],
    facts: {
      ip: null,
      city: null,
      country: null,
      application: null,
      factor: null,
      reason: null,
      actor: null,
      target: null,
      names: [],
    },
    detectorVersion: 1,
  };
}

/** A house that can be asked for stored heat. */
interface HouseWithHeat {
  readonly runtime: { readonly database: Database };
  readonly accountId: string;
  sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
}

/**
 * Compares the heat that is stored under a policy with a full recomputation for everybody of an account.
 * @returns how many people there are, and who has another heat or none
 */
export async function compareHeatUnder(
  house: HouseWithHeat,
  number: number,
  policy: ScoringPolicy,
): Promise<{ people: number; hot: number; wrong: string[] }> {
  const { runtime, accountId } = house;
  const rows = z.array(z.object({ id: z.string(), stored: z.boolean(), heat: z.number().nullable() })).parse(
    await house.sql(
      `SELECT p.id, h."personId" IS NOT NULL AS stored, h.heat FROM person p
       LEFT JOIN person_heat h ON h."accountId" = p."accountId" AND h."personId" = p.id AND h.policy = $2
       WHERE p."accountId" = $1`,
      [accountId, number],
    ),
  );
  const ids = rows.map(({ id }) => id);
  return runtime.database.inAccount(accountId, async (tx) => {
    const events = await scoredEventsOf(accountId, tx, ids);
    const criticalities = await criticalitiesOf(accountId, tx, ids);
    const wrong = rows.filter(({ id, stored, heat }) => {
      const expected = heatOf(events.get(id) ?? [], policy, criticalities.get(id) ?? 'standard');
      return !stored || heat !== expected;
    });
    return {
      people: rows.length,
      hot: rows.filter(({ heat }) => heat !== null).length,
      wrong: wrong.map(({ id }) => id),
    };
  });
}
