import pg from 'pg';

/** Schema of BullMQ's tables in PostgreSQL; made by the owner when migrating. */
const QUEUE_SCHEMA = 'queue';

/** Options for one BullMQ class on Redis. A producer fails fast; a worker waits for Redis to come back. */
export function redisOptions(url: string, role: 'producer' | 'worker') {
  const { hostname, port, username, password, pathname, protocol } = new URL(url);
  return {
    // The braces keep all keys of the queue in one slot of a cluster.
    prefix: '{parapet}',
    connection: {
      host: hostname,
      port: port === '' ? 6379 : Number(port),
      ...(username === '' ? {} : { username: decodeURIComponent(username) }),
      ...(password === '' ? {} : { password: decodeURIComponent(password) }),
      ...(pathname.length > 1 ? { db: Number(pathname.slice(1)) } : {}),
      ...(protocol === 'rediss:' ? { tls: {} } : {}),
      ...(role === 'producer'
        ? { enableOfflineQueue: false, maxRetriesPerRequest: 1 }
        : { maxRetriesPerRequest: null }),
    },
  };
}

/**
 * A connection that PostgreSQL ends while BullMQ is using it rejects the query that was under way, and says so once
 * more as an event, which would end the process if nobody listened.
 */
class SteadyClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/**
 * BullMQ makes the connection on which it listens itself, from the driver, and hears its errors only once it is up: one
 * that PostgreSQL ends in that breath would end the process. The driver has no setting for it.
 */
Object.assign(pg, { Client: SteadyClient });

/** Options for one BullMQ class on PostgreSQL, as the application's role: its tables exist already. */
export function postgresOptions(url: string, applicationName: string) {
  return {
    connection: {
      connectionString: url,
      application_name: applicationName,
      schema: QUEUE_SCHEMA,
      migrate: false,
      max: 4,
      Client: SteadyClient,
    },
  };
}
