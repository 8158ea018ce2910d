import { z } from 'zod';

export const savedViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Filters and order, as parameters of the list. */
  view: z.record(z.string(), z.string()),
});
export type SavedView = z.infer<typeof savedViewSchema>;

export const savedViewsSchema = z.object({ views: z.array(savedViewSchema) });
export type SavedViews = z.infer<typeof savedViewsSchema>;
