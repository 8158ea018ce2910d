import { Prisma } from '@/server/data/generated/client';

/** Whether a signal `s` came from a network such as `203.0.113.0/24`, told in a way that the index by address serves. */
export function isFromNetwork(network: string): Prisma.Sql {
  return Prisma.sql`s."ip" >= host(network(${network}::cidr))::inet AND s."ip" <= host(broadcast(${network}::cidr))::inet`;
}
