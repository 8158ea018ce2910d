import { eventsInput, parseEventFilter } from '@/lib/queries/events';
import { individualsInput, parseIndividualFilter } from '@/lib/queries/identity';
import { parseMoment } from '@/lib/queries/past';
import { parsePeopleFilter, peopleInput } from '@/lib/queries/people';
import { parseSignalFilter, signalFilterInput } from '@/lib/signal-filter';
import type { Actor } from '@/server/services/actor';
import { listCampaigns } from '@/server/services/campaigns/list-campaigns';
import { listIndividuals } from '@/server/services/dashboard/list-individuals';
import { listEvents } from '@/server/services/events/list-events';
import { execute } from '@/server/services/operation';
import { listPeople } from '@/server/services/people/list-people';
import type { Runtime } from '@/server/services/runtime';
import { searchSignals } from '@/server/services/signals/search-signals';

interface Reader {
  readonly actor: Actor;
  readonly runtime: Runtime;
}

/** What a list holds: by what it says of itself, where it says so, and by counting it to its last page. */
export interface Behind {
  readonly said: number | null;
  readonly listed: number;
}

/** Follows an address as the page that it opens does, and counts everything that this page would list. */
export async function behindAddress(reader: Reader, href: string): Promise<Behind> {
  const url = new URL(href, 'https://parapet.example');
  const get = (name: string) => url.searchParams.get(name);
  switch (url.pathname) {
    case '/people': {
      const filter = parsePeopleFilter(get);
      const moment = parseMoment(get);
      let said: number | null = null;
      const listed = await countPages(async (cursor) => {
        const page = await execute(listPeople, { ...reader, input: peopleInput(filter, cursor, moment) });
        said ??= page.total;
        return { rows: page.people.length, next: page.nextCursor };
      });
      return { said, listed };
    }
    case '/behaviors/identity':
      return get('tab') === 'individuals' ? individualsBehind(reader, get) : eventsBehind(reader, get);
    case '/campaigns': {
      const { counts } = await execute(listCampaigns, { ...reader, input: {} });
      const listed = await countPages(async (cursor) => {
        const page = await execute(listCampaigns, {
          ...reader,
          input: { part: 'open', ...(cursor !== null && { cursor }) },
        });
        return { rows: page.campaigns.length, next: page.nextCursor };
      });
      return { said: counts.open, listed };
    }
    case '/signals': {
      const filter = signalFilterInput(parseSignalFilter(get));
      const listed = await countPages(async (cursor) => {
        const page = await execute(searchSignals, {
          ...reader,
          input: { ...filter, ...(cursor !== null && { cursor }) },
        });
        return { rows: page.signals.length, next: page.olderCursor };
      });
      return { said: null, listed };
    }
    default:
      throw new Error(`There is no list behind ${href}.`);
  }
}

type Get = (name: string) => string | null;

async function eventsBehind(reader: Reader, get: Get): Promise<Behind> {
  const filter = parseEventFilter(get);
  let said: number | null = null;
  const listed = await countPages(async (cursor) => {
    const page = await execute(listEvents, { ...reader, input: eventsInput(filter, cursor) });
    said ??= page.total;
    return { rows: page.events.length, next: page.nextCursor };
  });
  return { said, listed };
}

async function individualsBehind(reader: Reader, get: Get): Promise<Behind> {
  const filter = parseIndividualFilter(get);
  let said: number | null = null;
  const listed = await countPages(async (cursor) => {
    const page = await execute(listIndividuals, { ...reader, input: individualsInput(filter, cursor) });
    said ??= page.total;
    return { rows: page.people.length, next: page.nextCursor };
  });
  return { said, listed };
}

async function countPages(
  read: (cursor: string | null) => Promise<{ rows: number; next: string | null }>,
): Promise<number> {
  let count = 0;
  let cursor: string | null = null;
  do {
    const { rows, next } = await read(cursor);
    count += rows;
    cursor = next;
  } while (cursor !== null);
  return count;
}
