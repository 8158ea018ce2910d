import { z } from 'zod';
import { plainText, writtenText } from '@/domain/names/name-marks';

/** What a watchlist by rule narrows people to, as the parameters of their list. */
const ruleSchema = z.record(z.string(), z.string());

export const watchlistSchema = z.object({
  id: z.string(),
  name: writtenText(),
  description: writtenText(),
  /** Null where people are named by hand. */
  rule: ruleSchema.nullable(),
  createdAt: z.string(),
  createdBy: plainText(),
  /** Who is on it at this instant; null where that was not asked for. */
  people: z.number().int().nullable(),
  /** How many views that members keep use it; null where that was not asked for. */
  views: z.number().int().nullable(),
  /** How many notification rules are about it; null where that was not asked for. */
  rules: z.number().int().nullable(),
});
export type WatchlistView = z.infer<typeof watchlistSchema>;

export const watchlistsSchema = z.object({ at: z.string(), watchlists: z.array(watchlistSchema) });
export type Watchlists = z.infer<typeof watchlistsSchema>;

export const savedWatchlistSchema = z.object({ id: z.string() });
export type SavedWatchlist = z.infer<typeof savedWatchlistSchema>;

/** Which watchlists a person is on. */
export const personWatchlistsSchema = z.object({
  watchlists: z.array(
    z.object({ id: z.string(), name: writtenText(), byRule: z.boolean(), isOn: z.boolean() }),
  ),
});
export type PersonWatchlists = z.infer<typeof personWatchlistsSchema>;

/** What became of people who were chosen: how many those are, and of how many something is different now. */
export const changedPeopleSchema = z.object({ people: z.number().int(), changed: z.number().int() });
export type ChangedPeople = z.infer<typeof changedPeopleSchema>;
