import { heatAtValue } from '@/domain/scoring/heat';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import type { PeopleHouse } from './people-house';

/** The id of person `i`: of version 4, as others are. */
const ID = `overlay(overlay(md5($1::uuid::text || i) placing '4' from 13) placing 'a' from 17)::uuid`;

/**
 * Puts so many people into an account by SQL, with every kind of value a list sorts or narrows by, and many equal ones:
 * few have events, most are standard, names repeat and differ in case and accents alone.
 */
export async function seedPeople(
  house: PeopleHouse,
  accountId: string,
  integrationId: string,
  many: number,
  now: number,
): Promise<void> {
  const values = [accountId, many, new Date(now)];
  await house.sql(
    `INSERT INTO person ("accountId", id, name, username, email, groups, criticality, "firstSeenAt", "lastSeenAt",
       events, "lastEventAt", outcome, status, enrolled, "inDirectorySince", "leftDirectoryAt")
     SELECT $1::uuid, ${ID},
       (ARRAY['Ada', 'ada', 'Ádá', 'Özil', 'Zoë', 'bob', 'Bob 100%', 'Mia_K'])[1 + i % 8] || ' ' || (i * 7919 % ($2::int / 4 + 1)),
       'u' || i, CASE WHEN i % 3 > 0 THEN 'u' || i || '@example.com' END,
       CASE i % 4 WHEN 0 THEN '{Finance,Staff}' WHEN 1 THEN '{staff}' WHEN 2 THEN '{Legal}' ELSE '{}' END::text[],
       (ARRAY['standard', 'standard', 'standard', 'elevated', 'critical'])[1 + (i * 31 % 20) / 4], $3::timestamptz, $3::timestamptz,
       CASE WHEN i % 5 = 0 THEN i * 13 % 7 ELSE 0 END,
       CASE WHEN i % 5 = 0 THEN date_trunc('hour', $3::timestamptz - (i * 17 % 4000) * interval '1 hour') END,
       CASE WHEN i % 5 = 0 THEN (ARRAY['got_in', 'unknown', 'refused', 'refused', NULL])[1 + i / 5 * 7 % 5] END,
       (ARRAY['active', 'active', 'bypass', 'locked out', 'disabled', NULL])[1 + i * 11 % 6], i % 9 > 0, $3::timestamptz,
       CASE WHEN i % 50 = 0 THEN $3::timestamptz END
     FROM generate_series(1, $2::int) i`,
    values,
  );
  // Under the default policy: in every band and beyond the cap, some with the same heat, most without.
  await house.sql(
    `INSERT INTO person_heat ("accountId", policy, "personId", heat)
     SELECT $1::uuid, 1, ${ID}, CASE WHEN i % 5 = 0 THEN $3::float8 + (i * 101 % 97) / 12.0 END
     FROM generate_series(1, $2::int) i`,
    [accountId, many, heatAtValue(0.25, DEFAULT_POLICY, now)],
  );
  await house.sql(
    `INSERT INTO human_risk_day ("accountId", "personId", day, score, categories, enrolment, strength, devices, newest)
     SELECT $1::uuid, ${ID}, date_trunc('day', $3::timestamptz), CASE WHEN i % 13 > 0 THEN (i * 37 % 101) / 10.0 END,
       '{}', (ARRAY['enrolled', 'bypass', 'not_enrolled'])[1 + i % 3], (ARRAY['push', 'code'])[1 + i % 2], '{healthy}', true
     FROM generate_series(1, $2::int) i WHERE i % 17 > 0`,
    values,
  );
  await house.sql(
    `INSERT INTO identity_event ("accountId", id, version, "personId", kind, anchor, "integrationId", "occurredAt",
       "receivedAt", "recordedAt", "retractedAt", confidence, verdict, outcome, sources, facts, "detectorVersion", disposition)
     SELECT $1::uuid, gen_random_uuid(), 1, ${ID},
       (ARRAY['push_harassment', 'new_country', 'denied_then_approved'])[1 + i / 5 % 3], 'tx:' || i, $4::uuid, $3::timestamptz, $3::timestamptz, $3::timestamptz,
       CASE WHEN i % 35 = 0 THEN $3::timestamptz END, 1, 'enforced', 'refused', '[]', '{}', '1',
       CASE WHEN i % 55 = 0 THEN 'benign' END
     FROM generate_series(5, $2::int, 5) i`,
    [...values, integrationId],
  );
  await house.sql('ANALYZE person, person_heat, human_risk_day, identity_event');
}
