import type { JSX } from 'react';

export function BrandMark({ className }: { readonly className?: string }): JSX.Element {
  return (
    <svg className={className} viewBox="0 0 20 20" aria-hidden="true">
      <rect width="20" height="20" rx="5" fill="currentColor" />
      <path d="M4.5 6.5h7M7 10h8.5M4.5 13.5h5" stroke="var(--canvas)" strokeWidth="1.9" strokeLinecap="round" fill="none" />
    </svg>
  );
}
