import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import type { JSX } from 'react';

export const THEMES: readonly { readonly value: MantineColorScheme; readonly word: string }[] = [
  { value: 'auto', word: 'Auto' },
  { value: 'light', word: 'Light' },
  { value: 'dark', word: 'Dark' },
];

export function ThemeSwitch(): JSX.Element {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <fieldset className="segments">
      <legend className="sr-only">Theme</legend>
      {THEMES.map(({ value, word }) => (
        <label key={value}>
          <input type="radio" name="theme" checked={colorScheme === value} onChange={() => setColorScheme(value)} />
          {word}
        </label>
      ))}
    </fieldset>
  );
}
