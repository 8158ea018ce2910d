import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { TokensScreen } from '@/components/tokens/tokens-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { tokensQuery } from '@/lib/queries/tokens';
import { readForPage } from '@/server/http/page';
import { listTokens } from '@/server/services/members/api-tokens';

export const metadata: Metadata = { title: 'API tokens' };

export default async function TokensPage() {
  const client = makeQueryClient();
  await client.query({ ...tokensQuery(), queryFn: () => readForPage(listTokens, {}) });
  return (
    <PageAnswers client={client}>
      <TokensScreen />
    </PageAnswers>
  );
}
