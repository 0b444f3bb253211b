import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useId, type JSX } from 'react';

const THEMES: readonly { readonly value: MantineColorScheme; readonly word: string }[] = [
  { value: 'auto', word: 'Auto' },
  { value: 'light', word: 'Light' },
  { value: 'dark', word: 'Dark' },
];

export function ThemeSwitch(): JSX.Element {
  // Switching transitions off for the change would need a style element, which the content security policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const name = useId();
  return (
    <fieldset className="segments">
      <legend className="sr-only">Theme</legend>
      {THEMES.map(({ value, word }) => (
        <label key={value}>
          <input type="radio" name={name} checked={colorScheme === value} onChange={() => setColorScheme(value)} />
          {word}
        </label>
      ))}
    </fieldset>
  );
}
