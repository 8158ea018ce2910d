import type { EventGroup } from '@/domain/event-catalogue';

/** A group keeps its colour on all pages. */
export const GROUP_COLORS: Readonly<Record<EventGroup, string>> = {
  authentication: 'var(--p-group-authentication)',
  trust_monitor: 'var(--p-group-trust-monitor)',
  identity_platform: 'var(--p-group-identity-platform)',
};
