import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { OperationScreen } from '@/components/api-reference/operation-screen';
import { apiOperation } from '@/server/http/openapi/reference';
import { readForPage } from '@/server/http/page';
import { webRuntime } from '@/server/http/web-runtime';
import { getSession } from '@/server/services/sign-in/get-session';

export const metadata: Metadata = { title: 'API reference' };

export default async function ApiOperationPage({ params }: { params: Promise<{ operation: string }> }) {
  await readForPage(getSession, {});
  const { operation: name } = await params;
  const operation = apiOperation(name, webRuntime().runtime.environment.origin);
  if (operation === null) notFound();
  return <OperationScreen operation={operation} />;
}
