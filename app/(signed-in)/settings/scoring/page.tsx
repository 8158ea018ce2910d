import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import { ScoringScreen } from '@/components/scoring/scoring-screen';
import { makeQueryClient } from '@/lib/queries/client';
import { scoringQuery } from '@/lib/queries/scoring';
import { readForPage } from '@/server/http/page';
import { getScoring } from '@/server/services/scoring/get-scoring';

export const metadata: Metadata = { title: 'Scoring policy' };

export default async function ScoringPage() {
  const client = makeQueryClient();
  await client.query({ ...scoringQuery(), queryFn: () => readForPage(getScoring, {}) });
  return (
    <PageAnswers client={client}>
      <ScoringScreen />
    </PageAnswers>
  );
}
