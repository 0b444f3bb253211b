import type { JSX, ReactNode } from 'react';

/** Facts of one thing, a line each. */
export function Facts({ label, children }: { readonly label: string; readonly children: ReactNode }): JSX.Element {
  return (
    <section aria-label={label}>
      <dl className="fact-lines">{children}</dl>
    </section>
  );
}

export function Fact({ word, children }: { readonly word: string; readonly children: ReactNode }): JSX.Element {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </div>
  );
}
