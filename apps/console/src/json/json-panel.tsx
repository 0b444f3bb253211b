import { lazy, Suspense, useMemo, useState, type JSX } from 'react';
import { JsonActions } from './json-actions.js';
import { MASK, withoutSecrets } from './secrets.js';

interface JsonPanelProps {
  readonly title: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly fileName: string;
}

const JsonDialog = lazy(async () => ({ default: (await import('./json-dialog.js')).JsonDialog }));

const SHOWN_MAX = 8;

const shortOf = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value));

/** A value's first level as a list, and a way to all of it. */
export function JsonPanel({ title, value, fileName }: JsonPanelProps): JSX.Element {
  const [isOpen, setIsOpen] = useState(false);
  const masked = useMemo(
    () => Object.entries(value).map(([key, inner]) => [key, key.startsWith('#') ? MASK : withoutSecrets(inner)] as const),
    [value],
  );
  return (
    <section className="card" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <div className="card__end">
          <JsonActions value={value} what={title.toLowerCase()} fileName={fileName} />
        </div>
      </header>
      <dl className="facts-list facts-list--mono">
        {masked.slice(0, SHOWN_MAX).map(([key, inner]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd dir="auto">{shortOf(inner)}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="link-button" onClick={() => setIsOpen(true)}>
        Show all
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <JsonDialog title={title} value={value} fileName={fileName} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </section>
  );
}
