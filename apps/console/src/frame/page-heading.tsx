import { useEffect, useRef, type JSX, type ReactNode } from 'react';

let isFirstPage = true;

/** The one `h1` of a page. Takes the focus when the page was navigated to, so that a screen reader and the Tab key start there. */
export function PageHeading({ children }: { readonly children: ReactNode }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
