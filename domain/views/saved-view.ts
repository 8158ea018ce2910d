import { z } from 'zod';
import { writtenText } from '@/domain/names/name-marks';

export const savedViewSchema = z.object({
  id: z.string(),
  name: writtenText(),
  /** Filters and order, as parameters of the list. */
  view: z.record(z.string(), z.string()),
});
export type SavedView = z.infer<typeof savedViewSchema>;

export const savedViewsSchema = z.object({ views: z.array(savedViewSchema) });
export type SavedViews = z.infer<typeof savedViewsSchema>;
