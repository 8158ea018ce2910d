import { findStream } from '@/domain/connectors/catalogue';
import { GAP_CAUSES, GAP_WORDS } from '@/domain/feed-gap';
import type { GapView } from '@/domain/views/feed-quality';
import type { listGaps } from '@/server/data/integrations/gaps';

type GapRow = Awaited<ReturnType<typeof listGaps>>[number];

/** A gap as pages show it. */
export function presentGap(connector: string, gap: GapRow): GapView {
  const cause = GAP_CAUSES.find((known) => known === gap.cause) ?? 'refused';
  return {
    id: gap.id,
    stream: gap.stream,
    streamLabel: findStream(connector, gap.stream)?.label ?? gap.stream,
    from: gap.from.toISOString(),
    to: gap.to.toISOString(),
    cause,
    why: GAP_WORDS[cause],
    foundAt: gap.foundAt.toISOString(),
    refilledAt: gap.refilledAt?.toISOString() ?? null,
  };
}
