import type { JSX } from 'react';
import { MASK } from './secrets.js';

/** Objects and lists deeper than this start folded. */
const OPEN_DEPTH = 3;

interface NodeProps {
  readonly name: string;
  readonly value: unknown;
  readonly depth: number;
}

function Leaf({ name, value }: { readonly name: string; readonly value: unknown }): JSX.Element {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return (
    <div className="json-leaf">
      <span className="json-key">{name}</span>
      {value === MASK ? (
        <span className="json-value">
          <span aria-hidden="true">{MASK}</span>
          <span className="sr-only">secret, hidden</span>
        </span>
      ) : (
        <span className={typeof value === 'string' ? 'json-value' : 'json-value json-value--literal'} dir="auto">
          {text}
        </span>
      )}
    </div>
  );
}

function Node({ name, value, depth }: NodeProps): JSX.Element {
  if (typeof value !== 'object' || value === null) return <Leaf name={name} value={value} />;
  const entries = Object.entries<unknown>({ ...value });
  const isList = Array.isArray(value);
  if (entries.length === 0) return <Leaf name={name} value={value} />;
  return (
    <details open={depth < OPEN_DEPTH}>
      <summary>
        <span className="json-key">{name}</span>{' '}
        <span className="json-size">{isList ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </summary>
      <div className="json-children">
        {entries.map(([key, inner]) => (
          <Node key={key} name={key} value={inner} depth={depth + 1} />
        ))}
      </div>
    </details>
  );
}

/** Foldable view of a value whose secrets are masked already. */
export function JsonTree({ value }: { readonly value: unknown }): JSX.Element {
  const entries = Object.entries<unknown>(typeof value === 'object' && value !== null ? { ...value } : { value });
  return (
    <div className="json-tree">
      {entries.map(([key, inner]) => (
        <Node key={key} name={key} value={inner} depth={1} />
      ))}
    </div>
  );
}
