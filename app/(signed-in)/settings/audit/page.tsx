import type { Metadata } from 'next';
import { PageAnswers } from '@/app/(signed-in)/page-answers';
import type { SearchProps } from '@/app/page-props';
import { AuditScreen } from '@/components/audit/audit-screen';

import { auditQuery } from '@/lib/queries/audit';
import { makeQueryClient } from '@/lib/queries/client';
import { auditInput, parseAuditFilter } from '@/lib/audit-filter';
import { readForPage } from '@/server/http/page';
import { listAudit } from '@/server/services/audit/list-audit';

export const metadata: Metadata = { title: 'Audit log' };

export default async function AuditLogPage({ searchParams }: SearchProps) {
  const parameters = await searchParams;
  const filter = parseAuditFilter((name) => {
    const value = parameters[name];
    return typeof value === 'string' ? value : null;
  });
  const client = makeQueryClient();
  await client.infiniteQuery({
    ...auditQuery(filter),
    queryFn: () => readForPage(listAudit, auditInput(filter)),
  });
  return (
    <PageAnswers client={client}>
      <AuditScreen />
    </PageAnswers>
  );
}
