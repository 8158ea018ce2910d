import type { Prisma } from './generated/client';

/** A plain copy of a value for a jsonb column. What JSON cannot say is left out. */
export function toJson(value: unknown): Prisma.InputJsonValue {
  const plain: Prisma.InputJsonValue = JSON.parse(JSON.stringify(value));
  return plain;
}
