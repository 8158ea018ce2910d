'use client';

import { useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { Segmented } from '@/components/ui/segmented';

const ICON = { size: 14, stroke: 2, 'aria-hidden': true } as const;

const nothing = () => () => undefined;

/** Light, dark, or as the system says. */
export function ThemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  // The choice lives in the browser, so the server cannot know it: until then, none is shown as chosen but auto.
  const mounted = useSyncExternalStore(
    nothing,
    () => true,
    () => false,
  );
  return (
    <Segmented
      label="Theme"
      value={mounted ? colorScheme : 'auto'}
      onChange={setColorScheme}
      options={[
        {
          value: 'light',
          label: (
            <>
              <IconSun {...ICON} /> Light
            </>
          ),
        },
        {
          value: 'dark',
          label: (
            <>
              <IconMoon {...ICON} /> Dark
            </>
          ),
        },
        {
          value: 'auto',
          label: (
            <>
              <IconDeviceDesktop {...ICON} /> Auto
            </>
          ),
        },
      ]}
    />
  );
}
