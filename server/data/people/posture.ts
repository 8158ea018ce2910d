import type { Posture, PostureDevice, PostureUser } from '@/domain/human-risk/posture';
import { IMPORTED_CATEGORIES } from '@/domain/human-risk/risk-category';
import {
  endpointFactsSchema,
  phoneFactsSchema,
  type UserFacts,
  userFactsSchema,
} from '@/domain/people/directory-facts';
import type { Transaction } from '@/server/data/database';
import { factorsOf } from '@/server/data/scoring/person-factors';

interface FoundObject {
  readonly personId: string;
  readonly integrationId: string;
  readonly objectId: string;
  readonly facts: unknown;
  readonly gone: boolean;
}

type Phone = ReturnType<typeof phoneFactsSchema.parse>;

/** All that the human risk score of each of these people rests on. */
export async function posturesOf(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<Map<string, Posture>> {
  const ids = [...personIds];
  const users = await objectsOf(accountId, tx, ids, 'users');
  const read = users.map((user) => ({ ...user, facts: userFactsSchema.parse(user.facts) }));
  const phones = await phonesOf(accountId, tx, read);
  const endpoints = (await objectsOf(accountId, tx, ids, 'endpoints')).filter(({ gone }) => !gone);
  const factors = await factorsOf(accountId, tx, ids);
  const evidence = await tx.riskEvidence.findMany({ where: { accountId, personId: { in: ids } } });
  return new Map(
    ids.map((id): [string, Posture] => {
      const own = read.filter((user) => user.personId === id);
      const present = own.filter(({ gone }) => !gone);
      const ownPhones = new Map(
        present.flatMap(({ integrationId, facts }) =>
          facts.phoneIds.flatMap((phoneId) => {
            const phone = phones.get(`${integrationId} ${phoneId}`);
            return phone === undefined ? [] : [[`${integrationId} ${phoneId}`, phone] as const];
          }),
        ),
      );
      return [
        id,
        {
          users: own.map(({ integrationId, facts, gone }): PostureUser => ({
            username: facts.username,
            status: facts.status,
            enrolled: facts.enrolled,
            usable: isUsable(
              facts,
              facts.phoneIds.map((phoneId) => phones.get(`${integrationId} ${phoneId}`)),
            ),
            gone,
          })),
          devices: [
            ...[...ownPhones.values()].map(deviceOfPhone),
            ...endpoints.flatMap((endpoint) =>
              endpoint.personId === id && present.length > 0 ? deviceOfEndpoint(endpoint) : [],
            ),
          ],
          factors: present.length === 0 && own.length > 0 ? [] : (factors.get(id) ?? []),
          imported: evidence.flatMap(({ personId, category, day, value, note }) => {
            const known = IMPORTED_CATEGORIES.find((one) => one === category);
            return personId !== id || known === undefined
              ? []
              : [{ category: known, day: day.getTime(), value, note }];
          }),
        },
      ];
    }),
  );
}

async function objectsOf(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  part: 'users' | 'endpoints',
): Promise<FoundObject[]> {
  return tx.$queryRaw<FoundObject[]>`
    SELECT "personId", "integrationId", "objectId", "facts", "goneAt" IS NOT NULL AS gone FROM "directory_object"
    WHERE "accountId" = ${accountId}::uuid AND "personId" = ANY(${[...personIds]}::uuid[]) AND "part" = ${part}
    ORDER BY "integrationId", "objectId"`;
}

/** Telephones by integration and id. A user names them; their own rows name only one of several owners. */
async function phonesOf(
  accountId: string,
  tx: Transaction,
  users: readonly { readonly integrationId: string; readonly facts: UserFacts; readonly gone: boolean }[],
): Promise<Map<string, Phone>> {
  const wanted = users.flatMap(({ integrationId, facts, gone }) =>
    gone ? [] : facts.phoneIds.map((id) => ({ integrationId, id })),
  );
  const rows = await tx.$queryRaw<{ integrationId: string; objectId: string; facts: unknown }[]>`
    SELECT d."integrationId", d."objectId", d."facts"
    FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS r("integrationId" uuid, "id" text)
    JOIN "directory_object" d ON d."accountId" = ${accountId}::uuid AND d."integrationId" = r."integrationId"
      AND d."part" = 'phones' AND d."objectId" = r."id"
    WHERE d."goneAt" IS NULL`;
  return new Map(
    rows.map((row) => [`${row.integrationId} ${row.objectId}`, phoneFactsSchema.parse(row.facts)]),
  );
}

/** Whether a user could approve with anything; null where a telephone of theirs was not read, or says nothing. */
function isUsable(user: UserFacts, phones: readonly (Phone | undefined)[]): boolean | null {
  if (user.authenticators.length > 0) return true;
  const known = phones.map((phone) =>
    phone === undefined || (phone.activated === null && phone.capabilities.length === 0)
      ? null
      : phone.activated === true || phone.capabilities.length > 0,
  );
  if (known.includes(true)) return true;
  return known.includes(null) ? null : false;
}

function deviceOfPhone(phone: Phone): PostureDevice {
  const byNumber = phone.numberEnding === null ? 'A telephone' : `Phone …${phone.numberEnding}`;
  return {
    name: phone.name ?? phone.model ?? byNumber,
    platform: phone.platform,
    version: phone.osVersion,
    browsers: [],
    encrypted: phone.encrypted,
    locked: phone.screenLock,
    tampered: phone.tampered,
    lastSeenAt: phone.lastSeenAt,
  };
}

/**
 * A computer that is known to be the person's: the vendor trusts it, or knows how it is kept. It lists every other one
 * that asked to sign in as them as well, an attacker's too.
 */
function deviceOfEndpoint({ facts }: FoundObject): PostureDevice[] {
  const endpoint = endpointFactsSchema.parse(facts);
  const { trusted, diskEncrypted, password } = endpoint;
  if (trusted !== true && diskEncrypted === null && password === null) return [];
  return [
    {
      name: endpoint.name ?? endpoint.model ?? 'A computer without a name',
      platform: endpoint.os,
      version: endpoint.osVersion,
      browsers: endpoint.browsers,
      encrypted: diskEncrypted,
      locked: password,
      tampered: null,
      lastSeenAt: endpoint.lastSeenAt,
    },
  ];
}
