import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import type { SearchProps } from '@/app/page-props';
import { HiddenScreen } from '@/components/hidden/hidden-screen';
import { parseHider, parseRegisterPart } from '@/lib/dispositions';
import { makeQueryClient } from '@/lib/queries/client';
import { registerQuery } from '@/lib/queries/dispositions';
import { readForPage } from '@/server/http/page';
import { listHidden } from '@/server/services/events/list-hidden';

export const metadata: Metadata = { title: 'Hidden events' };

export default async function HiddenPage({ searchParams }: SearchProps) {
  const asked = await searchParams;
  const shown = { by: parseHider(asked.by), part: parseRegisterPart(asked.part) };
  const client = makeQueryClient();
  await client.infiniteQuery({
    ...registerQuery(shown),
    queryFn: () => readForPage(listHidden, shown),
  });
  return (
    <PageAnswers client={client}>
      <HiddenScreen />
    </PageAnswers>
  );
}
