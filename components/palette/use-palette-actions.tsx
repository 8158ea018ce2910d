'use client';

import { useMantineColorScheme } from '@mantine/core';
import {
  IconDeviceDesktop,
  IconDownload,
  IconFileImport,
  IconKey,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnected,
  IconPrinter,
  IconSun,
} from '@tabler/icons-react';
import { usePathname } from 'next/navigation';
import { signOut } from '@/lib/api/sign-in';
import { useAddress } from '@/lib/address';
import { useLive } from '@/lib/live/live';
import { parsePeopleFilter, peopleFile } from '@/lib/queries/people';
import { parseMoment } from '@/lib/queries/past';
import { setSingleKeys, useSingleKeys } from '@/lib/shortcuts';
import type { PaletteChoice } from './palette-choice';

const ICON = { size: 16, stroke: 2, 'aria-hidden': true } as const;

type Action = PaletteChoice & {
  /** Whoever lacks it is not offered the action. */
  readonly permission?: string;
};

/** What a member may do from everywhere. */
export function usePaletteActions(
  permissions: readonly string[],
  onShortcuts: () => void,
): readonly PaletteChoice[] {
  const { word, setPaused } = useLive();
  const { setColorScheme } = useMantineColorScheme();
  const pathname = usePathname();
  const address = useAddress();
  const singleKeys = useSingleKeys();
  const paused = word === 'paused';
  const listed = pathname === '/people' ? address.get : () => null;
  const everybody = parsePeopleFilter(listed);
  const moment = parseMoment(listed);

  const actions: readonly Action[] = [
    paused
      ? {
          id: 'follow',
          label: 'Follow what happens again',
          words: 'resume live play',
          icon: <IconPlayerPlay {...ICON} />,
          run: () => setPaused(false),
        }
      : {
          id: 'hold',
          label: 'Hold the page still',
          words: 'pause live freeze',
          icon: <IconPlayerPause {...ICON} />,
          run: () => setPaused(true),
        },
    {
      id: 'connect',
      label: 'New integration',
      words: 'add connect configure',
      icon: <IconPlugConnected {...ICON} />,
      href: '/integrations',
      permission: 'integrations:write',
    },
    {
      id: 'import',
      label: 'Import human risk',
      words: 'upload csv conduct',
      icon: <IconFileImport {...ICON} />,
      href: '/integrations/human-risk',
      permission: 'risk:import',
    },
    {
      id: 'export',
      label: pathname === '/people' ? 'Export these people as CSV' : 'Export all people as CSV',
      words: 'download file',
      icon: <IconDownload {...ICON} />,
      run: () => window.location.assign(peopleFile(everybody, moment)),
      permission: 'people:read',
    },
    {
      id: 'print',
      label: 'Print this page',
      words: 'pdf paper',
      icon: <IconPrinter {...ICON} />,
      // Once the palette has left the page.
      run: () => setTimeout(() => window.print(), 50),
    },
    {
      id: 'light',
      label: 'Light theme',
      words: 'colour color scheme',
      icon: <IconSun {...ICON} />,
      run: () => setColorScheme('light'),
    },
    {
      id: 'dark',
      label: 'Dark theme',
      words: 'colour color scheme',
      icon: <IconMoon {...ICON} />,
      run: () => setColorScheme('dark'),
    },
    {
      id: 'auto',
      label: 'Theme as the system has it',
      words: 'colour color scheme auto',
      icon: <IconDeviceDesktop {...ICON} />,
      run: () => setColorScheme('auto'),
    },
    {
      id: 'shortcuts',
      label: 'Keyboard shortcuts',
      words: 'keys help',
      icon: <IconKeyboard {...ICON} />,
      run: onShortcuts,
    },
    {
      id: 'single-keys',
      label: singleKeys ? 'Turn single keys off' : 'Turn single keys on',
      words: 'keyboard shortcuts',
      icon: <IconKeyboard {...ICON} />,
      run: () => setSingleKeys(!singleKeys),
    },
    {
      id: 'password',
      label: 'Change password',
      icon: <IconKey {...ICON} />,
      href: `/choose-password?next=${encodeURIComponent(pathname)}`,
    },
    {
      id: 'sign-out',
      label: 'Sign out',
      words: 'log out leave',
      icon: <IconLogout {...ICON} />,
      run: () => void signOut(),
    },
  ];
  return actions.filter(({ permission }) => permission === undefined || permissions.includes(permission));
}
