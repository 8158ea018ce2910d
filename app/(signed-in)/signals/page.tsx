import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import type { SearchProps } from '@/app/page-props';
import { SignalsScreen } from '@/components/signals/signals-screen';
import { Refusal } from '@/domain/refusal';
import { makeQueryClient } from '@/lib/queries/client';
import { signalHistogramQuery, signalsQuery } from '@/lib/queries/signals';
import { parseSignalFilter, signalFilterInput } from '@/lib/signal-filter';
import { readForPage } from '@/server/http/page';
import { countSignals } from '@/server/services/signals/count-signals';
import { searchSignals } from '@/server/services/signals/search-signals';

export const metadata: Metadata = { title: 'Signals' };

export default async function SignalsPage({ searchParams }: SearchProps) {
  const parameters = await searchParams;
  const filter = parseSignalFilter((name) => parameters[name]);
  const given = parameters['cursor'];
  const cursor = typeof given === 'string' ? given : null;
  const input = signalFilterInput(filter);
  const client = makeQueryClient();
  try {
    await Promise.all([
      client.query({
        ...signalsQuery(filter, cursor),
        queryFn: () => readForPage(searchSignals, { ...input, ...(cursor !== null && { cursor }) }),
      }),
      client.query({
        ...signalHistogramQuery(filter),
        queryFn: () => readForPage(countSignals, input),
      }),
    ]);
  } catch (error) {
    // The page says itself what is wrong with a search, and that a role may not read records.
    if (!(error instanceof Refusal)) throw error;
  }
  return (
    <PageAnswers client={client}>
      <SignalsScreen />
    </PageAnswers>
  );
}
