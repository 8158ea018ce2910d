import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { Reader, type AsnResponse } from 'mmdb-lib';
import { z } from 'zod';
import type { AutonomousSystem } from '@/domain/detection/derived/geography';

/** An address-to-ASN database. */
export interface AsnFile {
  readonly asnOf: (ip: string) => AutonomousSystem | null;
}

type OpenedAsnFile =
  { readonly ok: true; readonly file: AsnFile } | { readonly ok: false; readonly fault: string };

/** The names that MaxMind gave these, and that other makers of such files have taken over. */
const recordSchema = z.object({
  autonomous_system_number: z.int().positive(),
  autonomous_system_organization: z.string().min(1).optional(),
});

const MAPPED = /^::ffff:(?=\d+\.)/i;

/**
 * Reads an MMDB file such as GeoLite2-ASN into memory, as it is. The fault is a sentence without a subject, to go
 * behind the name of the setting.
 */
export function openAsnFile(path: string): OpenedAsnFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return refuse(
      `the file ${path} cannot be read. Check that it exists and that this user may read it, or leave the setting out.`,
    );
  }
  const reader = readerOf(bytes);
  if (reader === null)
    return refuse(
      `the file ${path} is no MMDB file, or not a whole one. Download it again, unpack it, and name the .mmdb file.`,
    );
  const { databaseType, ipVersion } = reader.metadata;
  if (!/asn|isp/i.test(databaseType))
    return refuse(
      `the file ${path} is a database of type ${databaseType}, which names no autonomous systems. Name one such as GeoLite2-ASN.`,
    );
  return { ok: true, file: { asnOf: (ip) => lookUp(reader, ipVersion, ip) } };
}

function readerOf(bytes: Buffer): Reader<AsnResponse> | null {
  try {
    const reader = new Reader<AsnResponse>(bytes);
    const { searchTreeSize, databaseType } = reader.metadata;
    return searchTreeSize < bytes.length && typeof databaseType === 'string' ? reader : null;
  } catch {
    return null;
  }
}

function lookUp(reader: Reader<AsnResponse>, ipVersion: number, ip: string): AutonomousSystem | null {
  const address = ip.replace(MAPPED, '');
  const version = isIP(address);
  // The reader walks whatever it is given: what is no address, and IPv6 in a tree of IPv4, would end anywhere.
  if (version === 0 || version > ipVersion) return null;
  const record = recordSchema.safeParse(recordOf(reader, address));
  if (!record.success) return null;
  const { autonomous_system_number: number, autonomous_system_organization: holder } = record.data;
  return { number, holder: holder ?? null };
}

/** Null too for a record that cannot be decoded: a damaged file must not stop the page whose record asks. */
function recordOf(reader: Reader<AsnResponse>, address: string): unknown {
  try {
    return reader.get(address);
  } catch {
    return null;
  }
}

function refuse(fault: string): OpenedAsnFile {
  return { ok: false, fault };
}
