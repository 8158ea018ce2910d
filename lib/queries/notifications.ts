import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { DeliveryState } from '@/domain/notifications/delivery';
import type { Deliveries, NotificationPage, NotificationsView, RuleWish } from '@/domain/views/notification';
import { change, read, withParameters } from '@/lib/api/request';
import { KEY } from './keys';
import { readsOn } from './long-list';

const RULES = '/api/v1/notification-rules';
const FIRST_PAGE: string | null = null;

/** Every notification rule, and whom rules may tell. */
export function notificationRulesQuery() {
  return queryOptions({
    queryKey: [KEY.notificationRules],
    queryFn: ({ signal }) => read('notificationRules', RULES, signal),
  });
}

/** How deliveries are narrowed. */
export interface DeliveryFilter {
  readonly state: DeliveryState | null;
  readonly rule: string | null;
}

/** What became of notifications, newest first. */
export function deliveriesQuery(filter: DeliveryFilter) {
  return infiniteQueryOptions({
    queryKey: [KEY.deliveries, filter],
    queryFn: ({ signal, pageParam }) =>
      read(
        'deliveries',
        withParameters('/api/v1/notification-deliveries', { ...filter, cursor: pageParam }),
        signal,
      ),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: Deliveries) => page.nextCursor,
    enabled: ({ state }) => !readsOn(state),
  });
}

/** What the reader was told in the product, newest first. */
export function notificationsQuery() {
  return infiniteQueryOptions({
    queryKey: [KEY.notifications],
    queryFn: ({ signal, pageParam }) =>
      read('notifications', withParameters('/api/v1/notifications', { cursor: pageParam }), signal),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: NotificationsView) => page.nextCursor,
    enabled: ({ state }) => !readsOn(state),
  });
}

/** One notification of the reader's, with everything it tells, newest first. */
export function notificationQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: [KEY.notifications, id],
    queryFn: ({ signal, pageParam }) =>
      read(
        'notification',
        withParameters(`/api/v1/notifications/${encodeURIComponent(id)}`, { cursor: pageParam }),
        signal,
      ),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: NotificationPage) => page.nextCursor,
    enabled: ({ state }) => !readsOn(state),
  });
}

function useNotificationChange<Input, Answer>(make: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: make,
    onSettled: () =>
      Promise.all(
        [KEY.notificationRules, KEY.deliveries, KEY.notifications, KEY.shell].map((subject) =>
          client.invalidateQueries({ queryKey: [subject] }),
        ),
      ),
  });
}

const pathOf = (id: string): string => `${RULES}/${encodeURIComponent(id)}`;

/** Makes a rule, or changes the one with this id. */
export function useSaveRule(id: string | null) {
  return useNotificationChange((wish: RuleWish) =>
    change('done', id === null ? RULES : pathOf(id), { ...wish }),
  );
}

/** What a rule would have told in the past week. Nothing is changed by it. */
export function usePreviewRule() {
  return useMutation({
    mutationFn: (rule: Pick<RuleWish, 'trigger' | 'about'>) =>
      change('rulePreview', `${RULES}/preview`, { ...rule }),
  });
}

/** Switches a rule on or off. */
export function useSwitchRule() {
  return useNotificationChange(({ id, enabled }: { id: string; enabled: boolean }) =>
    change('done', `${pathOf(id)}/switch`, { enabled }),
  );
}

/** Deletes a rule. */
export function useDeleteRule() {
  return useNotificationChange((id: string) => change('done', `${pathOf(id)}/delete`));
}

/** Sends a test to all receivers of a rule. */
export function useTestRule() {
  return useNotificationChange((id: string) => change('done', `${pathOf(id)}/test`));
}

/** Marks some as read, or all up to an instant. */
export function useMarkRead() {
  return useNotificationChange(
    (which: { readonly notifications: readonly string[] } | { readonly until: string }) =>
      change('done', '/api/v1/notifications/read', { ...which }),
  );
}
