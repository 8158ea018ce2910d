-- How many people are in a group: without it PostgreSQL takes every group for a rare one, and looks up the scores of a
-- large one person by person. The expression is that of `inGroup` in `server/data/people/people-narrowing.ts`, to the letter.

CREATE STATISTICS "person_groups" ON (lower("groups"::text)::text[]) FROM "person";
ANALYZE "person";
