import type { LimitFunction } from 'p-limit';
import type { Geography } from '@/domain/detection/derived/geography';
import type { Environment } from '@/server/platform/environment';
import type { IdentityProviders } from '@/server/platform/identity-provider';
import type { Logger } from '@/server/platform/logger';
import type { Mailer } from '@/server/platform/mailer';
import type { NameServers } from '@/server/platform/name-servers';
import type { Vault } from '@/server/platform/secrets-vault';
import type { ConnectorAdapter } from '@/server/connectors/connector';
import type { Database } from '@/server/data/database';
import type { LivePublisher } from '@/server/queue/live-publisher';
import type { PollQueue } from '@/server/queue/poll-queue';

/** What a process holds for as long as it lives. Made once by web, worker, script or test, and handed in. */
export interface Runtime {
  readonly environment: Environment;
  readonly database: Database;
  readonly log: Logger;
  readonly vault: Vault;
  readonly queue: PollQueue;
  readonly live: LivePublisher;
  /** The adapter of a connector by id, or null. */
  readonly adapterOf: (connector: string) => ConnectorAdapter | null;
  /** Where cities are and who announces an address. Read from its files at the first question. */
  readonly geography: Geography;
  /** The way to identity providers, for single sign-on. */
  readonly identityProviders: IdentityProviders;
  /** Asked for the records that prove whose a domain is. */
  readonly nameServers: NameServers;
  /** Sends letters; null where no SMTP server is set. */
  readonly mailer: Mailer | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Key of the audit chain. */
  readonly auditKey: Buffer;
  /** Runs work that holds a page of records in memory: a few at once, others wait. */
  readonly inPageSlot: LimitFunction;
  /** Aborted when the process is asked to end: work under way stops after its page. */
  readonly stopping: AbortSignal;
  /** Name of this process among the workers. */
  readonly processName: string;
  close(): Promise<void>;
}
