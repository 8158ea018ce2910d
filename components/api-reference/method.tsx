import { Chip } from '@/components/ui/chip';

/** The method of a call: those that only read look quiet. */
export function Method({ method }: { method: string }) {
  return <Chip tone={method === 'GET' ? 'quiet' : 'outline'}>{method}</Chip>;
}
