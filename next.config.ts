import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  compress: true,
  // No image optimiser: it is one more way in, and no page needs it.
  images: { unoptimized: true },
  // `npm run check` types the whole tree, tests included; a build for a newcomer need not do it again.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    optimizePackageImports: ['@mantine/core', '@mantine/hooks', '@tabler/icons-react'],
    // A page that the reader's role does not allow is refused under its own address, with 403 where nothing was sent yet.
    authInterrupts: true,
  },
  serverExternalPackages: ['@node-rs/argon2', 'bullmq', 'ioredis', 'pg', 'pino', 'prom-client'],
};

export default config;
