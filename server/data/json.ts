import { z } from 'zod';
import type { Prisma } from './generated/client';

/** A plain copy of a value for a jsonb column. What JSON cannot say is left out. */
export function toJson(value: unknown): Prisma.InputJsonValue {
  return z.json().parse(JSON.parse(JSON.stringify(value))) ?? {};
}
