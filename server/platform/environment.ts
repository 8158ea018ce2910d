import { Resolver } from 'node:dns';
import { z } from 'zod';
import { openAsnFile } from '@/server/platform/geography/asn-file';
import {
  parseOutboundProxy,
  parseProxyExceptions,
  type OutboundProxy,
} from '@/server/platform/outbound-proxy';
import { readSetting } from '@/server/platform/setting-file';
import { parseStandIn, type StandIn } from '@/server/platform/stand-in';
import { checkAuthorities } from '@/server/platform/trusted-authorities';

const timingSchema = z.object({
  lagMs: z.number().int().min(0).optional(),
  marginMs: z.number().int().min(0).optional(),
  cycleMs: z.number().int().min(100).optional(),
  pageMs: z.number().int().min(0).optional(),
});

const schema = z.object({
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: 'DATABASE_URL: write it as postgresql://user:password@host:5432/parapet.',
  }),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'REDIS_URL: write it as redis://host:6379.' }).optional(),
  PARAPET_URL: z
    .url({
      protocol: /^https?$/,
      error: 'PARAPET_URL: write the address people type, as in https://parapet.example.com.',
      abort: true,
    })
    .refine((url) => url.startsWith('https:') || isLoopback(url), {
      error:
        'PARAPET_URL: sign-in over plain http works only on this machine (127.0.0.1 or localhost). Put TLS in front of Parapet and write the address with https.',
    })
    .default('http://127.0.0.1:3000'),
  PARAPET_VAULT_KEY: z
    .base64('PARAPET_VAULT_KEY: give 32 random bytes in base64 (openssl rand -base64 32).')
    .optional(),
  PARAPET_VAULT_KEY_PREVIOUS: z
    .base64('PARAPET_VAULT_KEY_PREVIOUS: give the key before this one, in base64.')
    .optional(),
  PARAPET_SESSION_SECRET: z
    .string()
    .min(32, 'PARAPET_SESSION_SECRET: give at least 32 random characters.')
    .optional(),
  PARAPET_AUDIT_ANCHOR: z.string().optional(),
  PARAPET_TRUSTED_PROXIES: z
    .string()
    .regex(/^\d$/, 'PARAPET_TRUSTED_PROXIES: give the number of reverse proxies in front of Parapet, 0 to 9.')
    .default('0'),
  PARAPET_METRICS_TOKEN: z
    .string()
    .min(16, 'PARAPET_METRICS_TOKEN: give at least 16 random characters.')
    .optional(),
  OUTBOUND_PROXY: z
    .string()
    .transform((value, context) => {
      const parsed = parseOutboundProxy(value);
      if (parsed.ok) return parsed.proxy;
      context.addIssue({ code: 'custom', message: `OUTBOUND_PROXY: ${parsed.fault}` });
      return z.NEVER;
    })
    .optional(),
  OUTBOUND_NO_PROXY: z
    .string()
    .transform((value, context) => {
      const exceptions = parseProxyExceptions(value);
      if (exceptions !== null) return exceptions;
      const message =
        'OUTBOUND_NO_PROXY: give host names, or endings with a dot in front, separated by commas.';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .optional(),
  EXTRA_CA: z
    .string()
    .superRefine((value, context) => {
      const checked = checkAuthorities(value, Date.now());
      if (!checked.ok) context.addIssue({ code: 'custom', message: `EXTRA_CA_FILE: ${checked.fault}` });
    })
    .optional(),
  ASN_FILE: z
    .string()
    .superRefine((path, context) => {
      const opened = openAsnFile(path);
      if (!opened.ok) context.addIssue({ code: 'custom', message: `ASN_FILE: ${opened.fault}` });
    })
    .optional(),
  PARAPET_SMTP_URL: z
    .url({
      protocol: /^smtps?$/,
      error: 'PARAPET_SMTP_URL: write it as smtp://user:password@host:587 or smtps://user:password@host:465.',
    })
    .superRefine((url, context) => {
      const options = URL.canParse(url) ? [...new URL(url).searchParams.keys()] : [];
      // Unnamed: where a password was not escaped, it is what stands there.
      if (options.some((option) => !option.startsWith('tls.')))
        context.addIssue({
          code: 'custom',
          message:
            'PARAPET_SMTP_URL: after its ? stand options of TLS alone, as in ?tls.servername=name; another would not be heeded. Leave it out, and write a ? of a password as %3F.',
        });
    })
    .optional(),
  PARAPET_MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]+@[^\r\n]+$/, 'PARAPET_MAIL_FROM: write an address, as in Parapet <parapet@example.com>.')
    .optional(),
  PARAPET_SSO_PRIVATE_HOSTS: z.string().default(''),
  PARAPET_NAME_SERVERS: z
    .string()
    .refine(
      areNameServers,
      'PARAPET_NAME_SERVERS: write addresses, as in 10.0.0.53 or 10.0.0.53:5353, separated by commas.',
    )
    .default(''),
  PARAPET_SIMULATOR: z.string().default(''),
  PARAPET_TIMING: z.string().default('{}'),
  PARAPET_DEMO_STAND_IN: z.string().optional(),
  LOG_FORMAT: z.enum(['text', 'json'], { error: 'LOG_FORMAT: choose text or json.' }).optional(),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], {
      error: 'LOG_LEVEL: choose debug, info, warn, error or silent.',
    })
    .default('info'),
});

/** Settings whose file nobody else on the machine may read. Addresses hold passwords. */
const SECRETS: ReadonlySet<string> = new Set([
  'DATABASE_URL',
  'REDIS_URL',
  'PARAPET_VAULT_KEY',
  'PARAPET_VAULT_KEY_PREVIOUS',
  'PARAPET_SESSION_SECRET',
  'PARAPET_METRICS_TOKEN',
  'PARAPET_SMTP_URL',
  'OUTBOUND_PROXY',
] satisfies (keyof typeof schema.shape)[]);

/** Polling times that only the setting which allows the simulator may shorten. All in milliseconds. */
export type TimingOverride = z.infer<typeof timingSchema>;

export interface OutboundSettings {
  readonly proxy: OutboundProxy | null;
  /** Host names, and suffixes with a dot in front, that are reached without the proxy. */
  readonly proxyExceptions: readonly string[];
  /** PEM of certificate authorities to trust beside those of Node. */
  readonly extraCa: string | null;
}

export interface Environment {
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
  /** Origin that browsers use, without a trailing slash. */
  readonly origin: string;
  /** 32 bytes each; null where a process needs no secrets. */
  readonly vaultKey: Buffer | null;
  readonly previousVaultKey: Buffer | null;
  readonly sessionSecret: string | null;
  /** File to which the heads of audit logs are added, outside the database; null keeps none. */
  readonly auditAnchor: string | null;
  /** Reverse proxies in front of the web process whose X-Forwarded-For is believed; 0 believes none. */
  readonly trustedProxies: number;
  /** Bearer token that reads `/metrics` from another machine; null allows this machine only. */
  readonly metricsToken: string | null;
  /** How vendors are reached, in the form that the HTTP client takes. */
  readonly outbound: OutboundSettings;
  /** Path of an address-to-ASN file (MMDB), which could be read at start; null without one. */
  readonly asnFile: string | null;
  /** Where letters are handed in and whom they are from; null where none are sent. */
  readonly mail: { readonly url: string; readonly from: string } | null;
  /**
   * Hosts of identity providers whose addresses need not be public. One with a port is reached by plain HTTP, for tests.
   */
  readonly ssoPrivateHosts: readonly string[];
  /** Name servers that are asked for the records that prove a domain; empty leaves it to those of the machine. */
  readonly nameServers: readonly string[];
  /** `host:port` that the connector may reach over plain HTTP. Empty in production. */
  readonly simulatorHosts: readonly string[];
  readonly timing: TimingOverride;
  /** A stand-in for a vendor that can be connected by hand; null everywhere but in the demo. */
  readonly standIn: StandIn | null;
  readonly logFormat: 'text' | 'json';
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/**
 * Reads the settings. Each may come from a file instead, named by the setting with `_FILE` behind it; the file of a secret
 * has to be closed to others. Throws one Error whose message has a line for each setting that is wrong.
 */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const values: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = readSetting(source, name, { secret: SECRETS.has(name) });
    if (value !== undefined && value !== '') values[name] = value;
  }
  const parsed = schema.safeParse(values);
  if (!parsed.success) throw new Error(explain(parsed.error));
  const settings = parsed.data;
  const simulatorHosts = listOf(settings.PARAPET_SIMULATOR);
  return {
    databaseUrl: settings.DATABASE_URL,
    redisUrl: settings.REDIS_URL ?? null,
    origin: new URL(settings.PARAPET_URL).origin,
    vaultKey: keyOf('PARAPET_VAULT_KEY', settings.PARAPET_VAULT_KEY),
    previousVaultKey: keyOf('PARAPET_VAULT_KEY_PREVIOUS', settings.PARAPET_VAULT_KEY_PREVIOUS),
    sessionSecret: settings.PARAPET_SESSION_SECRET ?? null,
    auditAnchor: settings.PARAPET_AUDIT_ANCHOR ?? null,
    trustedProxies: Number(settings.PARAPET_TRUSTED_PROXIES),
    metricsToken: settings.PARAPET_METRICS_TOKEN ?? null,
    outbound: {
      proxy: settings.OUTBOUND_PROXY ?? null,
      proxyExceptions: settings.OUTBOUND_NO_PROXY ?? [],
      extraCa: settings.EXTRA_CA ?? null,
    },
    asnFile: settings.ASN_FILE ?? null,
    mail: mailOf(settings.PARAPET_SMTP_URL, settings.PARAPET_MAIL_FROM),
    ssoPrivateHosts: listOf(settings.PARAPET_SSO_PRIVATE_HOSTS),
    nameServers: listOf(settings.PARAPET_NAME_SERVERS),
    simulatorHosts,
    timing: simulatorHosts.length === 0 ? {} : parseTiming(settings.PARAPET_TIMING),
    standIn:
      settings.PARAPET_DEMO_STAND_IN === undefined
        ? null
        : parseStandIn(settings.PARAPET_DEMO_STAND_IN, simulatorHosts),
    logFormat: settings.LOG_FORMAT ?? (process.stdout.isTTY ? 'text' : 'json'),
    logLevel: settings.LOG_LEVEL,
  };
}

function mailOf(url: string | undefined, from: string | undefined): Environment['mail'] {
  if (url === undefined) return null;
  if (from === undefined)
    throw new Error('PARAPET_MAIL_FROM: say whom letters are from, as in Parapet <parapet@example.com>.');
  return { url, from };
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '');
}

function areNameServers(text: string): boolean {
  try {
    new Resolver().setServers(listOf(text));
    return true;
  } catch {
    return false;
  }
}

/** Browsers keep `__Host-` cookies over plain http on these names only. */
function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

function keyOf(name: string, value: string | undefined): Buffer | null {
  if (value === undefined) return null;
  const key = Buffer.from(value, 'base64');
  if (key.length !== 32)
    throw new Error(`${name}: it has ${key.length} bytes and must have 32 (openssl rand -base64 32).`);
  return key;
}

function parseTiming(text: string): TimingOverride {
  try {
    return timingSchema.parse(JSON.parse(text));
  } catch {
    throw new Error('PARAPET_TIMING: write JSON with lagMs, marginMs, cycleMs and pageMs in milliseconds.');
  }
}

function explain(error: z.ZodError): string {
  const lines = error.issues.map((issue) =>
    issue.message.includes(':') ? issue.message : `${issue.path.join('.')}: ${issue.message}.`,
  );
  return ['Parapet cannot start with these settings:', ...lines].join('\n  ');
}
