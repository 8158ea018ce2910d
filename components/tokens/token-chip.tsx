import { Chip } from '@/components/ui/chip';
import type { ApiTokenView } from '@/domain/views/api-token';

/** Whether a token works, and why not. */
export function TokenChip({ state }: { state: ApiTokenView['state'] }) {
  if (state === 'stands') return <Chip tone="good">Works</Chip>;
  if (state === 'revoked') return <Chip tone="quiet">Revoked</Chip>;
  if (state === 'expired') return <Chip tone="quiet">Ended</Chip>;
  return <Chip tone="warn">Its member has no access</Chip>;
}
